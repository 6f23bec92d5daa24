/** Compares a project's Keycloak release with a newer one. */
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
  /** Differences between the two rows of the version table. */
  changes: { what: string; from: string; to: string }[];
  strategy: Exclude<UpdateStrategy, 'downgrade'>;
  /** The requirement for two patch releases in one cluster; see update-strategy.ts. */
  patchHint: string | undefined;
  /** True when Keycloak migrates its database at the first start. */
  migratesDatabase: boolean;
  /** True when the table lacks the new minor: the comparison uses the newest row. */
  newerThanTable: boolean;
  /** Keys of kc-eb.yaml that the new release rejects, with the problem. */
  problems: string[];
  /** Warnings, one sentence each: missing drivers, unusable files, unknown options. */
  warnings: string[];
}

/**
 * `userFiles`: see renderImage. Throws UserError 'usage' unless `to` is a supported release newer than the configured one.
 */
export function planUpgrade(config: Config, to: string, userFiles: readonly string[] = []): Upgrade {
  const from = config.keycloak.version;
  const version = parseTarget(to);
  const wanted = { ...config, keycloak: { ...config.keycloak, version } };
  const patches = rollsPatches(wanted.keycloak);
  const strategy = updateStrategy(from, version, { patches });
  const order = compareVersions(from.name, version.name);
  if (order === 0) throw new UserError('usage', `kc-eb.yaml already has Keycloak ${to}.`);
  if (order > 0 || strategy === 'downgrade') {
    throw new UserError('usage', `Keycloak cannot go back from ${from.name} to ${to}.`, {
      hint:
        from.minor === version.minor
          ? 'A patch release may have changed its database. kc-eb rollback deploys the last verified version; to try anyway, edit keycloak.version.'
          : downgradeHint,
    });
  }
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

function parseTarget(to: string): Release {
  const { data, error } = configSchema.shape.keycloak.shape.version.safeParse(to);
  if (error === undefined) return data;
  throw new UserError('usage', `--to "${to}": ${error.issues[0]?.message ?? ''}.`);
}
