/** Formats an upgrade for people. */
import { newestMinor } from '../keycloak/releases.ts';
import { alignColumns } from '../base/table.ts';
import type { Upgrade } from './plan.ts';

export function upgradeText(upgrade: Upgrade, columns = Infinity): string {
  const { from, to, changes, strategy, migratesDatabase } = upgrade;
  const hint = upgrade.patchHint === undefined ? '' : ` ${upgrade.patchHint}.`;
  return [
    `Keycloak ${from} → ${to}`,
    '',
    ...(upgrade.newerThanTable ? [unknownText(upgrade)] : []),
    ...(changes.length === 0
      ? upgrade.newerThanTable
        ? []
        : ['The options, ports and defaults that kc-eb uses are the same.']
      : [
          alignColumns(
            [['', from, to], ...changes.map((change) => [change.what, change.from, change.to])],
            columns,
          ),
        ]),
    '',
    `Both releases in one cluster: ${sideBySide[strategy]}${hint}`,
    migratesDatabase
      ? `Database: ${to} migrates the tables at its first start, and ${from} cannot use them afterwards. Take a snapshot first.`
      : 'Database: a patch release can also migrate tables. Take a snapshot first: it is the only way back.',
    ...section(`Change in kc-eb.yaml before you deploy ${to}:`, upgrade.problems),
    ...section(`Check before you deploy ${to}:`, upgrade.warnings),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function unknownText({ to, changes }: Upgrade): string {
  const found = changes.length === 0 ? 'finds no differences' : 'shows the differences';
  return `Keycloak ${to} is newer than this kc-eb supports. kc-eb treats it like ${newestMinor} and ${found}. Read https://www.keycloak.org/docs/latest/upgrading/ first.`;
}

const sideBySide = {
  'as-configured': 'yes, both are the same release.',
  check:
    'kc.sh update-compatibility decides after deploy has built the image. If it allows both, deploy follows deployment.policy; if not, deploy requires a confirmation, because it interrupts the service.',
  recreate:
    'no. After a confirmation, deploy updates all instances at once (AllAtOnce). The service is interrupted until the new release has started.',
} satisfies Record<Upgrade['strategy'], string>;
