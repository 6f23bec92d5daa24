/** Brings an environment back to a deployment that was verified. */
import type { Config } from '../config/schema.ts';
import { type ErrorKind, messageOf, UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { DeployPlan } from '../deploy/plan.ts';
import { repositoryName } from '../deploy/render-project.ts';
import {
  chooseTarget,
  decideRollbackUpdate,
  imagesOf,
  makeRollback,
  type RollbackOptions,
  type RollbackPlan,
} from './plan.ts';
import { asVerified, missingText } from './as-verified.ts';
import { same, type VerifiedDeployment, type VerifiedRecord } from './verified-deployments.ts';
import type { Deps } from '../ports.ts';
import { rollOut } from '../deploy/roll-out.ts';
import { explainFailure } from '../deploy/failure/explain-failure.ts';
import { findEnvironment, requireEnvironment } from '../environment/find-environment.ts';
import { followEnvironment } from '../environment/follow.ts';
import { withInterruptMessage } from '../base/interrupts.ts';
import { settleSettings } from '../environment/keep-settings-record.ts';
import { readImage, readVersion } from '../deploy/read-artifacts.ts';
import { describeEnvironment } from '../environment/read-environment.ts';
import { readVerified, writeVerified } from './keep-verified.ts';
import { requireVerified, runsNothing, verifyCluster } from '../cluster/verify.ts';

/**
 * Waits until no operation runs, reads the facts, and decides. `known`: the record of verified deployments, where it was
 * read just now. Throws UserError 'usage' or 'timeout'.
 */
export async function prepareRollback(
  deps: Deps,
  config: Config,
  options: RollbackOptions,
  known?: VerifiedRecord,
): Promise<RollbackPlan> {
  const found = await requireEnvironment(deps, config);
  const isIdle = found.Status === 'Ready';
  const idle = isIdle ? found : await awaitIdle(deps, config, found.Status);
  const [environment, record] = await Promise.all([
    describeEnvironment(deps, config, idle),
    // Another run may have verified its deployment during the wait.
    isIdle && known !== undefined ? known : readVerified(deps, config),
  ]);
  if (environment === undefined) {
    throw new UserError('usage', `Environment ${config.environment} is terminated: nothing to roll back.`, {
      hint: 'Run kc-eb deploy to create it again.',
    });
  }
  const to = chooseTarget(config, { record, environment }, options);
  const [version, missingImages] = await Promise.all([
    readVersion(deps, config.application, to.versionLabel),
    readMissing(deps, config, imagesOf(to)),
  ]);
  return makeRollback(config, { record, environment, version, missingImages }, to, options);
}

/** Returns the images that the repository does not have. `images`: registry/repository:tag. */
async function readMissing(deps: Deps, config: Config, images: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    images.map((uri) => readImage(deps, repositoryName(config), uri.slice(uri.lastIndexOf(':') + 1))),
  );
  return images.filter((_, index) => found[index]?.imageExists !== true);
}

/** undefined when the environment was terminated meanwhile. */
async function awaitIdle(deps: Deps, config: Config, status = 'unknown') {
  const { environment } = config;
  const text = `${environment} is ${status}: following the running operation to its end first.`;
  deps.reporter.emit({ type: 'message', level: 'info', text });
  const deadline = deps.clock.now().getTime() + config.deployment.timeoutMinutes * 60_000;
  await followEnvironment(deps, { environment, requestId: undefined, until: 'settled', deadline });
  return findEnvironment(deps, config);
}

/** The configuration is brought to that of the target: kc-eb.yaml may have moved on since. */
export async function rollBack(
  deps: Deps,
  given: Config,
  plan: RollbackPlan,
  { verify, yes }: { verify: boolean; yes: boolean },
): Promise<void> {
  const { environment } = plan.target;
  const target = asVerified(given, plan.to);
  const { config } = target;
  const text = missingText(target, plan.to);
  if (text !== undefined) deps.reporter.emit({ type: 'message', level: 'info', text });
  // First: a rerun goes to the same place, whatever happens from here on.
  if (plan.environment.action !== 'none') await writeVerified(deps, plan.target, plan.record);
  const title = `Rollback of ${environment} to ${plan.to.versionLabel}`;
  const options = {
    ...{ wait: true, yes, step: { name: 'rollback', title } },
    decide: (now: EnvironmentFacts | undefined) => decideRollbackUpdate(plan.to, now),
    from: plan.running,
  };
  const landed = await explainFailure(deps, config, () => rollOut(deps, plan, options));
  await settleSettings(deps, plan.target, plan.to.settings, landed?.ownSettings);
  if (!verify || runsNothing(deps)) return;
  const { versionLabel, minInstances: instances } = plan.to;
  const unproven = {
    message: `Interrupted: ${environment} runs ${versionLabel}, but its cluster is not verified.`,
    hint: 'Run kc-eb verify.',
  };
  await withInterruptMessage(deps, unproven, async () => {
    requireVerified(deps, await verifyCluster(deps, config, { versionLabel, instances, landed }));
  });
}

/**
 * Rolls a failed update back to the last verified deployment, and returns the error with an account of that. A
 * deployment that was verified once stays: then something else is at fault.
 */
export async function undoUpdate(
  deps: Deps,
  config: Config,
  plan: DeployPlan,
  { error, verify }: { error: unknown; verify: boolean },
): Promise<unknown> {
  if (!(error instanceof UserError) || (error.kind !== 'deployment' && error.kind !== 'verification')) {
    return error;
  }
  try {
    const target = await undo(deps, config, plan, { error, verify });
    if (target === undefined) return error;
    return new UserError(
      error.kind,
      `${error.message}\nRolled back: ${config.environment} runs ${target.versionLabel}${verify ? ', verified' : ''}.`,
      {
        hint: [error.hint, 'With --keep, kc-eb deploy does not roll back a failed update.'].join(' ').trim(),
      },
    );
  } catch (failure) {
    if (deps.signal.aborted) {
      return new UserError(
        'interrupted',
        `${error.message}\nThe rollback was interrupted. ${messageOf(failure)}`,
        { hint: 'kc-eb events --follow watches the operation; kc-eb rollback continues the rollback.' },
      );
    }
    const outcomes: Partial<Record<ErrorKind, string>> = {
      usage: 'It was not rolled back',
      unproven: 'It was rolled back',
    };
    const outcome = failure instanceof UserError ? outcomes[failure.kind] : undefined;
    const what = outcome ?? 'The rollback failed as well';
    const text = `${error.message}\n${what}: ${messageOf(failure)}`;
    const hint = (failure instanceof UserError ? failure.hint : undefined) ?? error.hint;
    return new UserError(error.kind, text, { ...(hint !== undefined && { hint }), cause: failure });
  }
}

/** Returns the target; undefined when nothing was to undo. */
async function undo(
  deps: Deps,
  config: Config,
  plan: DeployPlan,
  { error, verify }: { error: UserError; verify: boolean },
): Promise<VerifiedDeployment | undefined> {
  const record = await readVerified(deps, config);
  const { verified } = record;
  const [target] = verified;
  const deployed = { versionLabel: plan.version.label, settings: plan.environment.settings };
  if (target === undefined || verified.some((one) => same(one, deployed))) return undefined;
  const options = { to: target.versionLabel, tried: plan.version.label, force: false };
  const rollback = await prepareRollback(deps, config, options, record);
  // Somebody else's deployment is not undone.
  const isOurs = [plan.version.label, target.versionLabel].includes(rollback.running.versionLabel ?? '');
  if (rollback.environment.action === 'none' || !isOurs) return undefined;
  deps.reporter.emit({
    type: 'message',
    level: 'warn',
    text: `${error.message}\nRolling back to ${target.versionLabel}, which was verified ${target.at}.`,
  });
  // The update has failed: the caller needs the service back, and nobody may be there to confirm.
  await rollBack(deps, config, rollback, { verify, yes: true });
  return target;
}
