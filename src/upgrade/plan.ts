/** What another Keycloak release changes for a project: told before, and written into kc-eb.yaml. */
import type { Config } from '../config/schema.ts';
import { checkConfig } from '../config/cross-checks.ts';
import { UserError } from '../base/user-error.ts';
import { unknownFeatures } from '../config/feature-checks.ts';
import {
  compareMinors,
  isNewerThanTable,
  releasePattern,
  minorOf,
  traitsOf,
  unsupported,
} from '../keycloak/releases.ts';
import { unknownOptions } from '../config/option-checks.ts';
import { describeTraits } from '../keycloak/describe-release.ts';
import {
  downgradeHint,
  patchHint,
  rollsPatches,
  type UpdateStrategy,
  updateStrategy,
} from './update-strategy.ts';
import { unusableFiles } from '../project/user-files.ts';
import { missingDriver } from '../project/warnings.ts';

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
  /** kc-eb knows nothing of the new release, and compares with the newest that it knows. */
  newerThanTable: boolean;
  /** What in kc-eb.yaml the new release does not take as it is, with what to do. */
  problems: string[];
  /** What it may not take as it is meant, one sentence each: missing drivers, files, options. */
  warnings: string[];
}

/**
 * `userFiles`: as for renderImage. Throws UserError 'usage' for a release that is none, not supported, the same or
 * older.
 */
export function planUpgrade(config: Config, to: string, userFiles: readonly string[] = []): Upgrade {
  const from = config.keycloak.version;
  requireNewer(from, to);
  const wanted = { ...config, keycloak: { ...config.keycloak, version: to } };
  const patches = rollsPatches(wanted.keycloak);
  const strategy = updateStrategy(from, to, { patches });
  if (strategy === 'downgrade') throw cannotGoBack(from, to);
  const before = describeTraits(traitsOf(from));
  return {
    from,
    to,
    changes: [...describeTraits(traitsOf(to))]
      .map(([what, words]) => ({ what, from: before.get(what) ?? '', to: words }))
      .filter((change) => change.from !== change.to),
    strategy,
    patchHint: patches ? undefined : patchHint(from, to),
    migratesDatabase: minorOf(from) !== minorOf(to),
    newerThanTable: isNewerThanTable(to),
    problems: checkConfig(wanted).map(({ path, message }) => `${path.join('.')}: ${message}`),
    warnings: [
      ...missingDriver(wanted, userFiles),
      ...unusableFiles(wanted, userFiles),
      ...unknownOptions(wanted),
      ...unknownFeatures(wanted),
    ],
  };
}

function requireNewer(from: string, to: string): void {
  if (!releasePattern.test(to)) {
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
