/** What another Keycloak release changes for a project: told before, and written into kc-eb.yaml. */
import { type Config, configSchema } from '../config/schema.ts';
import { checkConfig } from '../config/cross-checks.ts';
import { UserError } from '../base/user-error.ts';
import { unknownFeatures } from '../config/feature-checks.ts';
import { compareVersions, type Release } from '../keycloak/releases.ts';
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
  const version = requireNewer(from, to);
  const wanted = { ...config, keycloak: { ...config.keycloak, version } };
  const patches = rollsPatches(wanted.keycloak);
  const strategy = updateStrategy(from, version, { patches });
  if (strategy === 'downgrade') throw cannotGoBack(from, version);
  const before = describeTraits(from.traits);
  return {
    from: from.name,
    to,
    changes: [...describeTraits(version.traits)]
      .map(([what, words]) => ({ what, from: before.get(what) ?? '', to: words }))
      .filter((change) => change.from !== change.to),
    strategy,
    patchHint: patches ? undefined : patchHint(from, version),
    migratesDatabase: from.minor !== version.minor,
    newerThanTable: version.newerThanTable,
    problems: checkConfig(wanted).map(({ path, message }) => `${path.join('.')}: ${message}`),
    warnings: [
      ...missingDriver(wanted, userFiles),
      ...unusableFiles(wanted, userFiles),
      ...unknownOptions(wanted),
      ...unknownFeatures(wanted),
    ],
  };
}

function requireNewer(from: Release, to: string): Release {
  const { data, error } = configSchema.shape.keycloak.shape.version.safeParse(to);
  if (error !== undefined) {
    throw new UserError('usage', `--to "${to}": ${error.issues[0]?.message ?? ''}.`);
  }
  const order = compareVersions(from.name, data.name);
  if (order === 0) throw new UserError('usage', `kc-eb.yaml already has Keycloak ${to}.`);
  if (order > 0) throw cannotGoBack(from, data);
  return data;
}

function cannotGoBack(from: Release, to: Release): UserError {
  return new UserError('usage', `Keycloak cannot go back from ${from.name} to ${to.name}.`, {
    hint:
      from.minor === to.minor
        ? 'A patch release may have changed its database. kc-eb rollback deploys the last verified version; to try anyway, edit keycloak.version.'
        : downgradeHint,
  });
}
