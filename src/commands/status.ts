import type { Config } from '../config/schema.ts';
import { alignColumns } from '../base/table.ts';
import { accountsText } from '../cluster/verdict-text.ts';
import type { Deps } from '../ports.ts';
import { type EnvironmentStatus, readStatus } from '../cluster/status.ts';

/** Prints the environment, its instances with their newest cluster views, and its log groups. */
export async function run(deps: Deps, config: Config): Promise<void> {
  const status = await readStatus(deps, config);
  deps.reporter.emit({ type: 'result', data: status, text: statusText(status) });
}

function statusText(status: EnvironmentStatus): string {
  const { instances, causes } = status;
  const rows = [
    ['Environment', `${status.environment} (${status.id ?? '-'}), application ${status.application}`],
    [
      'Status',
      `${status.status ?? '-'}${status.updatedAt === undefined ? '' : `, since ${status.updatedAt.toISOString()}`}`,
    ],
    ['Health', `${status.color ?? '-'} (${status.health ?? '-'})${because(causes)}`],
    ['Version', status.versionLabel ?? '-'],
    ['Platform', status.platform ?? '-'],
    ['URL', status.url ?? '-'],
    ['Cluster', status.cluster],
    ['Log groups', status.logGroups.join(', ') || 'none'],
  ];
  const health = instances.map(({ id, health, causes }) => `${id}  ${health ?? '-'}${because(causes)}`);
  const parts = [alignColumns(rows), accountsText(instances), health.join('\n')];
  return parts.filter((part) => part !== '').join('\n\n');
}

function because(causes: readonly string[]): string {
  return causes.length === 0 ? '' : `: ${causes.join(' ')}`;
}
