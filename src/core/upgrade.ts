/** What another Keycloak release changes for a project: told before, and written into kc-eb.yaml. */
import { isScalar, parseDocument } from 'yaml';
import type { Config } from './config.ts';
import { UserError } from './errors.ts';
import { compareMinors, minorOf, traitsOf, unsupported } from './keycloak.ts';
import type { KeycloakTraits } from './keycloak-versions.ts';
import { checkOptions } from './option-checks.ts';
import { alignColumns } from './table.ts';
import {
  downgradeHint,
  patchHint,
  rollsPatches,
  type UpdateStrategy,
  updateStrategy,
} from './update-strategy.ts';

export interface Upgrade {
  from: string;
  to: string;
  /** What differs between the two rows of the version table. */
  changes: { what: string; from: string; to: string }[];
  strategy: Exclude<UpdateStrategy, 'downgrade'>;
  /** What two patch releases lack to be side by side. */
  patchHint: string | undefined;
  /** Whether Keycloak changes the tables of its database at its first start. */
  migratesDatabase: boolean;
  /** Options in kc-eb.yaml that the new release does not take as they are, with what to do. */
  problems: string[];
}

/** Throws UserError 'usage' for a release that is none, not supported, the same or older. */
export function planUpgrade(config: Config, to: string): Upgrade {
  const from = config.keycloak.version;
  requireNewer(from, to);
  const patches = rollsPatches({ ...config.keycloak, version: to });
  const strategy = updateStrategy(from, to, { patches });
  if (strategy === 'downgrade') throw cannotGoBack(from, to);
  const [before, after] = [traitsOf(from), traitsOf(to)];
  const rows = Object.entries(descriptions) as [string, (traits: KeycloakTraits) => string][];
  return {
    from,
    to,
    changes: rows
      .map(([what, describe]) => ({ what, from: describe(before), to: describe(after) }))
      .filter((change) => change.from !== change.to),
    strategy,
    patchHint: patches ? undefined : patchHint(from, to),
    migratesDatabase: minorOf(from) !== minorOf(to),
    problems: checkOptions({ ...config, keycloak: { ...config.keycloak, version: to } }).map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    ),
  };
}

function requireNewer(from: string, to: string): void {
  if (!/^\d+\.\d+\.\d+$/.test(to)) {
    throw new UserError('usage', `--to must be a release such as 26.7.3, not "${to}".`);
  }
  const why = unsupported(to);
  if (why !== undefined) throw new UserError('usage', `${why}.`);
  const order = compareMinors(from, to);
  if (order === 0) throw new UserError('usage', `kc-eb.yaml has Keycloak ${to} already.`);
  if (order > 0) throw cannotGoBack(from, to);
}

function cannotGoBack(from: string, to: string): UserError {
  return new UserError('usage', `Keycloak cannot go back from ${from} to ${to}.`, {
    hint:
      minorOf(from) === minorOf(to)
        ? 'A patch may have changed its database, too. kc-eb rollback goes back to what was verified; keycloak.version can be set by hand.'
        : downgradeHint,
  });
}

const list = (names: readonly string[]): string => names.join(', ');

/** The words for each trait that a user may meet. */
const descriptions: Record<string, (traits: KeycloakTraits) => string> = {
  'Public URL': ({ urlVariables }) => list(urlVariables),
  'Behind a proxy': ({ proxyVariables }) =>
    list(Object.entries(proxyVariables).map(([name, value]) => `${name}=${value}`)),
  'First admin': ({ admin }) => list([admin.username, admin.password]),
  'Health and metrics': ({ managementPort }) => `port ${managementPort}`,
  'Nodes find each other': ({ jdbcPing }) =>
    jdbcPing === 'built-in' ? "Keycloak's own jdbc-ping stack" : 'a JDBC_PING stack in a cache file',
  'Cache options': ({ cacheOptions }) => (cacheOptions === 'build' ? 'of kc.sh build' : 'of kc.sh start'),
  'Infinispan schema': ({ infinispanSchema }) => infinispanSchema,
  'Transport bound by': ({ bindAddress }) => bindAddress,
  'Encryption between nodes': ({ mtls }) => ({ absent: 'none', off: 'off', on: 'on' })[mtls],
  'User sessions': ({ persistentSessions }) =>
    persistentSessions === 'on' ? 'in the database' : 'in memory, lost when all nodes stop',
  'Rolling updates': ({ updateCompatibility }) =>
    updateCompatibility ? 'as kc.sh update-compatibility says' : 'within one release only',
  'Drivers in the image': ({ drivers }) => list(drivers),
  Java: ({ java }) => java.join(' or '),
};

export function upgradeText(upgrade: Upgrade): string {
  const { from, to, changes, strategy, migratesDatabase, problems } = upgrade;
  const hint = upgrade.patchHint === undefined ? '' : ` ${upgrade.patchHint}.`;
  return [
    `Keycloak ${from} → ${to}`,
    '',
    ...(changes.length === 0
      ? ['No option, port or default that kc-eb uses differs.']
      : [alignColumns([['', from, to], ...changes.map((change) => [change.what, change.from, change.to])])]),
    '',
    `Side by side: ${sideBySide[strategy]}${hint}`,
    migratesDatabase
      ? `Database: ${to} migrates its tables at the first start, and ${from} cannot use them afterwards. Take a snapshot first.`
      : 'Database: a patch release may migrate tables, too; a snapshot first is the only way back.',
    ...(problems.length === 0
      ? []
      : [
          '',
          `To change in kc-eb.yaml before ${to} can be deployed:`,
          ...problems.map((line) => `  ${line}`),
        ]),
  ].join('\n');
}

const sideBySide = {
  'as-configured': 'yes, it is the same release.',
  check:
    'kc.sh update-compatibility tells when deploy has built the image: if they may, deployment.policy holds; if not, deploy asks before it interrupts the service.',
  recreate:
    'no. deploy asks first, then gives the new release to all instances at once (AllAtOnce); the service is interrupted for its start.',
} satisfies Record<Exclude<UpdateStrategy, 'downgrade'>, string>;

/** kc-eb.yaml with another keycloak.version; every other character stays. */
export function withVersion(text: string, to: string): string {
  const node = parseDocument(text).getIn(['keycloak', 'version'], true);
  if (!isScalar(node) || !node.range) throw new Error('kc-eb.yaml was read, and has no keycloak.version');
  const [start, end] = node.range;
  return text.slice(0, start) + to + text.slice(end);
}
