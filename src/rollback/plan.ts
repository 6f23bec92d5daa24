/** Decides what a rollback does: (record, facts) → plan. Pure, as src/deploy/plan.ts is. */
import { comparedVariables } from '../deploy/compared-variables.ts';
import { decideUpdate, type UpdatePlan } from '../deploy/update-plan.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { DeployFacts } from '../deploy/plan.ts';
import { bundleKey } from '../deploy/render-project.ts';
import { type EnvironmentChange, planEnvironment } from '../deploy/environment-plan.ts';
import { changeLines } from '../deploy/plan-text.ts';
import { parseRelease } from '../keycloak/releases.ts';
import { rollsPatches } from '../upgrade/update-strategy.ts';
import { isDeployed, type VerifiedDeployment, type VerifiedRecord } from './verified-deployments.ts';

/** The facts that a target is chosen by. */
export interface History {
  record: VerifiedRecord;
  environment: EnvironmentFacts;
}

/** The artifacts of the target. */
export interface TargetFacts extends Pick<DeployFacts, 'version'> {
  /** URIs of its images that ECR does not have. */
  missingImages: readonly string[];
}

export interface RollbackPlan extends EnvironmentChange {
  version: { label: string; key: string };
  image: { uri: string; registry: string };
  /** The environment that the plan was decided by. */
  running: EnvironmentFacts;
  to: VerifiedDeployment;
  /** The record to write first: a rerun then goes to the same target. */
  record: VerifiedRecord;
}

export interface RollbackOptions {
  /** A version label; default: the last one that was verified before the running one. */
  to?: string;
  /** Also to another Keycloak release. */
  force: boolean;
  /** A version that has just failed: Beanstalk no longer names it, but its nodes may have used the database. */
  tried?: string;
}

/**
 * The named version; by default the target of a rollback that was begun, otherwise the newest deployment that does not
 * run. Throws UserError 'usage' when no such deployment was verified.
 */
export function chooseTarget(
  config: Config,
  { record, environment }: History,
  { to }: Pick<RollbackOptions, 'to'>,
): VerifiedDeployment {
  if (to !== undefined) return findLabel(record, to);
  const { rollback, verified } = record;
  const begun = verified.find(({ at }) => at === rollback?.to);
  if (
    begun !== undefined &&
    (environment.versionLabel === rollback?.from || isDeployed(begun, environment))
  ) {
    return begun;
  }
  const target = verified.find((deployment) => !isDeployed(deployment, environment));
  if (target !== undefined) return target;
  throw new UserError(
    'usage',
    `Cannot roll back ${config.environment}: no other deployment of it was verified.`,
    { hint: 'Correct kc-eb.yaml and run kc-eb deploy, which records each deployment that it verifies.' },
  );
}

/** The images that the instances pull from ECR. */
export function imagesOf({ image, proxy }: VerifiedDeployment): string[] {
  return proxy === undefined ? [image] : [image, proxy];
}

/** Throws UserError 'usage' when the target can no longer be deployed. */
export function makeRollback(
  config: Config,
  { record, environment, ...facts }: History & TargetFacts,
  to: VerifiedDeployment,
  options: RollbackOptions,
): RollbackPlan {
  requireUsable(config, facts, to);
  requireSameMinor(environment, to, options);
  const { settings, minInstances, versionLabel: label } = to;
  const { timeoutMinutes } = config.deployment;
  const goal = { solutionStack: '', settings, minInstances, timeoutMinutes, softwareFirst: true };
  const plan = planEnvironment(goal, label, environment);
  return {
    target: { application: config.application, environment: config.environment },
    version: { label, key: bundleKey(config.application, label) },
    image: { uri: to.image, registry: to.image.slice(0, to.image.indexOf('/')) },
    environment: plan,
    running: environment,
    to,
    record: plan.action === 'none' ? record : withRollback(record, environment, to),
  };
}

/**
 * Decides how its nodes meet the running ones. Without a record of its features, Keycloak checks wherever it might allow
 * both. Only --force leads to an older minor, which goes to all instances at once.
 */
export function decideRollbackUpdate(
  { versionLabel, settings, served }: VerifiedDeployment,
  environment: EnvironmentFacts | undefined,
): UpdatePlan {
  const wantedRelease = parseRelease(versionLabel);
  if (wantedRelease === undefined) {
    throw new UserError('usage', `Version label without a Keycloak release: ${versionLabel}.`);
  }
  const features = served?.features;
  const patches = features === undefined || rollsPatches({ version: wantedRelease, features });
  const wanted = {
    ...{ wantedRelease, tells: wantedRelease.traits.updateCompatibility, patches },
    variables: comparedVariables(settings),
  };
  const update = decideUpdate(wanted, versionLabel, environment);
  return update.strategy === 'downgrade' ? { ...update, strategy: 'recreate' } : update;
}

function findLabel({ verified }: VerifiedRecord, label: string): VerifiedDeployment {
  const found = verified.find(({ versionLabel }) => versionLabel === label);
  if (found !== undefined) return found;
  const labels = [...new Set(verified.map(({ versionLabel }) => versionLabel))].join(', ');
  throw new UserError('usage', `Version ${label} was not verified in this environment.`, {
    hint: `These were: ${labels === '' ? 'none' : labels}.`,
  });
}

function requireUsable(
  { application }: Config,
  { version, missingImages }: TargetFacts,
  { versionLabel }: VerifiedDeployment,
): void {
  const hint =
    'Name another version with kc-eb rollback --to, or check out the project as it was and run kc-eb deploy.';
  const missing =
    version?.status !== 'Processed'
      ? `Version ${versionLabel} is no longer in application ${application}.`
      : !version.hasBundle
        ? `The source bundle of version ${versionLabel} is no longer in Beanstalk's bucket: ${bundleKey(application, versionLabel)}.`
        : missingImages.length === 0
          ? undefined
          : `Images of version ${versionLabel} are no longer in ECR: ${missingImages.join(', ')}.`;
  if (missing !== undefined) throw new UserError('usage', missing, { hint });
}

function requireSameMinor(
  { versionLabel: running, instances }: EnvironmentFacts,
  { versionLabel }: VerifiedDeployment,
  { force, tried }: RollbackOptions,
): void {
  const ran = [running, ...instances.map((instance) => instance.versionLabel), tried];
  const to = minorOf(versionLabel);
  const from = ran
    .filter((label) => label !== undefined)
    .map(minorOf)
    .find((minor) => minor !== to);
  if (from === undefined || force) return;
  throw new UserError(
    'usage',
    `Version ${versionLabel} is Keycloak ${to}, and ${from} has run. Keycloak ${from} may have changed the database's tables, so that ${to} cannot read them.`,
    { hint: 'Restore an earlier backup of the database, then run kc-eb rollback --force.' },
  );
}

/** The minor at the start of a version label, which others may have chosen. */
function minorOf(label: string): string {
  return /^\d+\.\d+/.exec(label)?.[0] ?? '(none)';
}

/** Removes the deployment that the rollback leaves. */
function withRollback(
  record: VerifiedRecord,
  environment: EnvironmentFacts,
  to: VerifiedDeployment,
): VerifiedRecord {
  if (record.rollback?.to === to.at) return record;
  return {
    ...record,
    verified: record.verified.filter((one) => one === to || !isDeployed(one, environment)),
    rollback: { from: environment.versionLabel ?? '', to: to.at },
  };
}

export function rollbackText({ target, running, to, environment }: RollbackPlan): string {
  const head = `${target.application} / ${target.environment}`;
  const verified = `${to.versionLabel}, verified ${to.at}`;
  const lines =
    environment.action === 'none'
      ? [`= environment  runs ${verified}`, 'Nothing to do.']
      : [`~ environment  ${running.versionLabel ?? '(none)'} → ${verified}`, ...changeLines(environment)];
  return [head, ...lines].join('\n');
}
