/**
 * The deployments of an environment that `verify` has proven, as kc-eb keeps them beside the source bundles in
 * Beanstalk's own bucket: what `kc-eb rollback` goes back to.
 */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { z } from 'zod';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { diffSettings, sameSettings } from '../environment/diff-settings.ts';

const deployment = z.object({
  versionLabel: z.string(),
  /** registry/repository:tag */
  image: z.string(),
  /** What kc-eb set: a version is only as good as the settings that it ran with. Secrets are in it by ARN. */
  settings: z.array(z.object({ Namespace: z.string(), OptionName: z.string(), Value: z.string() })),
  minInstances: z.int(),
  /** When it was verified last, ISO 8601; no two have the same. */
  at: z.string(),
});
export type VerifiedDeployment = z.infer<typeof deployment>;

const record = z.object({
  format: z.literal(1),
  /** Newest first. */
  verified: z.array(deployment),
  /** The last rollback, until another deployment is verified: `to` is the `at` of where it goes. */
  rollback: z.object({ from: z.string(), to: z.string() }).optional(),
});
export type VerifiedRecord = z.infer<typeof record>;

export const noRecord: VerifiedRecord = { format: 1, verified: [] };

/** As many as are kept. */
const kept = 10;

/** Key of the record in the bucket that CreateStorageLocation names. */
export function recordKey(application: string, environment: string): string {
  return `kc-eb/${application}/${environment}.verified.json`;
}

export function parseRecord(text: string): VerifiedRecord {
  return record.parse(JSON.parse(text));
}

/** The record itself when it says so already. */
export function withVerified(before: VerifiedRecord, verified: VerifiedDeployment): VerifiedRecord {
  const [newest] = before.verified;
  if (newest !== undefined && same(newest, verified) && before.rollback === undefined) return before;
  const others = before.verified.filter((other) => !same(other, verified));
  return { format: 1, verified: [verified, ...others].slice(0, kept) };
}

export function same(
  verified: VerifiedDeployment,
  other: { versionLabel: string; settings: readonly ConfigurationOptionSetting[] },
): boolean {
  return verified.versionLabel === other.versionLabel && sameSettings(verified.settings, other.settings);
}

/** Has the environment this version and these settings, and none else that kc-eb has set? */
export function isDeployed(wanted: VerifiedDeployment, environment: EnvironmentFacts): boolean {
  const { changes, removals } = diffSettings(wanted.settings, environment.settings, environment.ownSettings);
  return environment.versionLabel === wanted.versionLabel && changes.length + removals.length === 0;
}
