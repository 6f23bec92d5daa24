/**
 * The record of an environment's verified deployments: the targets of `kc-eb rollback`. kc-eb keeps it next to the
 * source bundles in Beanstalk's own bucket.
 */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { z } from 'zod';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { Target } from '../environment/target.ts';
import { diffSettings, sameSettings } from '../environment/diff-settings.ts';

/** The facts of a deployment that neither its settings nor its label have. */
const served = z.object({
  /** Public URL with the relative path. */
  url: z.url(),
  /** cluster.enabled */
  clustered: z.boolean(),
  /** keycloak.features */
  features: z.array(z.string()),
});
export type Served = z.infer<typeof served>;

const deployment = z.object({
  versionLabel: z.string(),
  /** registry/repository:tag */
  image: z.string(),
  /** The copy of nginx. Absent: the version pulls nginx from another registry. */
  proxy: z.string().optional(),
  /** Option settings by kc-eb: a version is only as good as the settings that it ran with. Secrets are ARNs. */
  settings: z.array(z.object({ Namespace: z.string(), OptionName: z.string(), Value: z.string() })),
  minInstances: z.int(),
  /** Absent in records of older releases of kc-eb. */
  served: served.optional(),
  /** Time of its last verification, ISO 8601; unique in a record. */
  at: z.string(),
});
export type VerifiedDeployment = z.infer<typeof deployment>;

const record = z.object({
  format: z.literal(1),
  /** Newest first. */
  verified: z.array(deployment),
  /** The last rollback, until another deployment is verified: `to` is the `at` of its target. */
  rollback: z.object({ from: z.string(), to: z.string() }).optional(),
});
export type VerifiedRecord = z.infer<typeof record>;

export const noRecord: VerifiedRecord = { format: 1, verified: [] };

/** Longest record. */
const kept = 10;

/** Key of the record in the bucket that CreateStorageLocation names. */
export function recordKey({ application, environment }: Target): string {
  return `kc-eb/${application}/${environment}.verified.json`;
}

export function parseRecord(text: string): VerifiedRecord {
  return record.parse(JSON.parse(text));
}

/** The record with the deployment as its newest; the same object when it is the newest already. */
export function withVerified(before: VerifiedRecord, verified: VerifiedDeployment): VerifiedRecord {
  const [newest] = before.verified;
  // A record of an older kc-eb is completed.
  const lacks = newest?.served === undefined && verified.served !== undefined;
  if (newest !== undefined && same(newest, verified) && before.rollback === undefined && !lacks)
    return before;
  const others = before.verified.filter((other) => !same(other, verified));
  return { format: 1, verified: [verified, ...others].slice(0, kept) };
}

export function same(
  verified: VerifiedDeployment,
  other: { versionLabel: string; settings: readonly ConfigurationOptionSetting[] },
): boolean {
  return verified.versionLabel === other.versionLabel && sameSettings(verified.settings, other.settings);
}

/** Whether the environment has this version and these settings, and no others by kc-eb. */
export function isDeployed(wanted: VerifiedDeployment, environment: EnvironmentFacts): boolean {
  const { changes, removals } = diffSettings(wanted.settings, environment.settings, environment.ownSettings);
  return environment.versionLabel === wanted.versionLabel && changes.length + removals.length === 0;
}
