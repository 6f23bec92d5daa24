/** Decides what a rollback does: (record, facts) → plan. Pure, as is plan.ts for deploy. */
import { comparedVariables } from '../deploy/compared-variables.ts';
import { judgeAnew, type UpdatePlan } from '../deploy/update-plan.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { bundleKey } from '../deploy/plan.ts';
import { type EnvironmentChange, planEnvironment } from '../deploy/environment-plan.ts';
import { changeLines } from '../deploy/plan-text.ts';
import { parseRelease } from '../keycloak/releases.ts';
import { isDeployed, type VerifiedDeployment, type VerifiedRecord } from './verified-deployments.ts';

export interface RollbackFacts {
  record: VerifiedRecord;
  environment: EnvironmentFacts;
  /** Labels of application versions that are there and usable. */
  versions: ReadonlySet<string>;
  /** Those of them whose source bundle is in the bucket. */
  bundles: ReadonlySet<string>;
  imageTags: ReadonlySet<string>;
}

export interface RollbackPlan extends EnvironmentChange {
  version: { label: string; key: string };
  image: { uri: string; registry: string };
  from: string | undefined;
  to: VerifiedDeployment;
  /** To be kept before anything is done: a rerun then goes to the same place. */
  record: VerifiedRecord;
}

export interface RollbackOptions {
  /** A version label; default: the last one that was verified before what runs now. */
  to?: string;
  /** Also to another Keycloak release. */
  force: boolean;
  /** A version that has just failed: Beanstalk no longer names it, but its nodes may have used the database. */
  tried?: string;
}

/** Throws UserError 'usage' when there is nothing to go back to. */
export function makeRollback(config: Config, facts: RollbackFacts, options: RollbackOptions): RollbackPlan {
  const { record, environment } = facts;
  const to = options.to === undefined ? chooseTarget(config, facts) : findLabel(record, options.to);
  requireUsable(config, facts, to, options);
  const { settings, minInstances, versionLabel: label } = to;
  const goal = {
    solutionStack: '',
    settings,
    minInstances,
    timeoutMinutes: config.deployment.timeoutMinutes,
  };
  const plan = planEnvironment(goal, label, environment);
  return {
    target: { application: config.application, environment: config.environment },
    version: { label, key: bundleKey(config.application, label) },
    image: { uri: to.image, registry: to.image.slice(0, to.image.indexOf('/')) },
    environment: plan,
    from: environment.versionLabel,
    to,
    record: plan.action === 'none' ? record : withRollback(record, environment, to),
  };
}

/**
 * How its nodes and those of now get on. What features it was built with is not known: Keycloak is asked wherever it
 * might allow both. An older minor comes here by --force alone, and all at once.
 */
export function judgeRollback(
  { versionLabel, settings }: VerifiedDeployment,
  environment: EnvironmentFacts | undefined,
): UpdatePlan {
  const wantedRelease = parseRelease(versionLabel);
  if (wantedRelease === undefined) {
    throw new UserError('usage', `Version label without a Keycloak release: ${versionLabel}.`);
  }
  const wanted = {
    ...{ wantedRelease, tells: wantedRelease.traits.updateCompatibility, patches: true },
    variables: comparedVariables(settings),
  };
  const update = judgeAnew(wanted, versionLabel, environment);
  return update.strategy === 'downgrade' ? { ...update, strategy: 'recreate' } : update;
}

/** A rollback that was begun is gone on with; otherwise the newest that is not what runs. */
function chooseTarget(config: Config, { record, environment }: RollbackFacts): VerifiedDeployment {
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
    `There is nothing to roll ${config.environment} back to: no other deployment of it was verified.`,
    { hint: 'kc-eb deploy remembers what it has verified. Correct kc-eb.yaml and deploy.' },
  );
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
  { environment, versions, bundles, imageTags }: RollbackFacts,
  { versionLabel, image }: VerifiedDeployment,
  { force, tried }: RollbackOptions,
): void {
  const hint =
    'kc-eb rollback --to takes another one; or check out the project as it was and run kc-eb deploy.';
  if (!versions.has(versionLabel)) {
    throw new UserError('usage', `Version ${versionLabel} is no longer in application ${application}.`, {
      hint,
    });
  }
  if (!bundles.has(versionLabel)) {
    const key = bundleKey(application, versionLabel);
    throw new UserError(
      'usage',
      `The source bundle of version ${versionLabel} is no longer in Beanstalk's bucket: ${key}.`,
      { hint },
    );
  }
  const tag = image.slice(image.lastIndexOf(':') + 1);
  if (!imageTags.has(tag)) {
    throw new UserError('usage', `The image of version ${versionLabel} is no longer in ECR: ${image}.`, {
      hint,
    });
  }
  const ran = [environment.versionLabel, ...environment.instanceVersions.values(), tried];
  const to = minorOf(versionLabel);
  const from = ran
    .filter((label) => label !== undefined)
    .map(minorOf)
    .find((minor) => minor !== to);
  if (from === undefined || force) return;
  throw new UserError(
    'usage',
    `Version ${versionLabel} is Keycloak ${to}, and ${from} has run: it may have changed the database's tables, which ${to} cannot read then.`,
    { hint: 'Restore the database of before first; kc-eb rollback --force then goes on.' },
  );
}

/** Version labels start with Keycloak's release. */
function minorOf(label: string): string {
  return parseRelease(label)?.minor ?? '(none)';
}

/** What is left behind counts as verified no more. */
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

export function rollbackText({ target, from, to, environment }: RollbackPlan): string {
  const head = `${target.application} / ${target.environment}`;
  const verified = `${to.versionLabel}, verified ${to.at}`;
  const lines =
    environment.action === 'none'
      ? [`= environment  runs ${verified}`, 'Nothing to do.']
      : [`~ environment  ${from ?? '(none)'} → ${verified}`, ...changeLines(environment)];
  return [head, ...lines].join('\n');
}
