/** An upgrade in words. */
import { newestMinor } from '../keycloak/releases.ts';
import { alignColumns } from '../base/table.ts';
import type { Upgrade } from './plan.ts';

export function upgradeText(upgrade: Upgrade): string {
  const { from, to, changes, strategy, migratesDatabase } = upgrade;
  const hint = upgrade.patchHint === undefined ? '' : ` ${upgrade.patchHint}.`;
  return [
    `Keycloak ${from} → ${to}`,
    '',
    ...(upgrade.newerThanTable ? [unknownText(upgrade)] : []),
    ...(changes.length === 0
      ? upgrade.newerThanTable
        ? []
        : ['No option, port or default that kc-eb uses differs.']
      : [alignColumns([['', from, to], ...changes.map((change) => [change.what, change.from, change.to])])]),
    '',
    `Side by side: ${sideBySide[strategy]}${hint}`,
    migratesDatabase
      ? `Database: ${to} migrates its tables at the first start, and ${from} cannot use them afterwards. Take a snapshot first.`
      : 'Database: a patch release may migrate tables, too; a snapshot first is the only way back.',
    ...section(`To change in kc-eb.yaml before ${to} can be deployed:`, upgrade.problems),
    ...section(`To see to before ${to} is deployed:`, upgrade.warnings),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function unknownText({ to, changes }: Upgrade): string {
  const found =
    changes.length === 0 ? 'finds no difference to that in what it uses' : 'shows the differences to that';
  return `What Keycloak ${to} changes is not known to this kc-eb: it takes it for ${newestMinor}, and ${found}. Read https://www.keycloak.org/docs/latest/upgrading/ first.`;
}

const sideBySide = {
  'as-configured': 'yes, it is the same release.',
  check:
    'kc.sh update-compatibility tells when deploy has built the image: if they may, deployment.policy holds; if not, deploy asks before it interrupts the service.',
  recreate:
    'no. deploy asks first, then gives the new release to all instances at once (AllAtOnce); the service is interrupted for its start.',
} satisfies Record<Upgrade['strategy'], string>;
