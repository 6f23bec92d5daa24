import { readAccess } from '../access/read-access.ts';
import { accessText } from '../access/text.ts';
import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { alignLabels } from '../base/table.ts';
import { instancesTable, sharedFacts } from '../cluster/instances-text.ts';
import type { Deps } from '../ports.ts';
import { type EnvironmentStatus, readStatus, StatusReader } from '../cluster/status.ts';
import { watchStatus } from '../watch/watch.ts';

/** Prints the environment, its instances with their newest cluster views, and its log groups; with --watch every change. */
export async function run(deps: Deps, config: Config, flags: Flags['status']): Promise<void> {
  if (flags.watch === true) {
    // A warning of a reader would interrupt the screen, which shows failed reads.
    const done = () => Promise.resolve();
    const reporter = { emit: () => undefined, ready: done, close: done };
    const reader = new StatusReader({ ...deps, reporter }, config);
    await watchStatus(deps, config, () => reader.read());
    return;
  }
  const status = await readStatus(deps, config);
  const access = await readAccess(deps, config, status.cname);
  deps.reporter.emit({
    type: 'result',
    data: { ...status, access },
    text: (columns, complete = (text) => text) =>
      `${statusText({ ...status, cluster: complete(status.cluster) }, columns)}\n\n${accessText(access, columns)}`,
  });
}

export function statusText(status: EnvironmentStatus, columns: number): string {
  const { instances, causes } = status;
  const rows: (readonly [label: string, value: string])[] = [
    ['Environment', `${status.environment} (${status.id ?? '-'}), application ${status.application}`],
    [
      'Status',
      `${status.status ?? '-'}${status.updatedAt === undefined ? '' : `, since ${status.updatedAt.toISOString()}`}`,
    ],
    ['Health', `${status.color ?? '-'} (${status.health ?? '-'})${because(causes)}`],
    ['Version', status.versionLabel ?? '-'],
    ['Platform', status.platform ?? '-'],
    ['Balancer', status.url ?? '-'],
    ['Cluster', status.cluster],
    ...sharedFacts(instances).filter(
      ([label, value]) => label !== 'Version' || value !== status.versionLabel,
    ),
    ['Log groups', status.logGroups.join('\n') || 'none'],
  ];
  const parts = [alignLabels(rows, columns), instancesTable(instances, columns)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function because(causes: readonly string[]): string {
  return causes.length === 0 ? '' : `: ${causes.join(' ')}`;
}
