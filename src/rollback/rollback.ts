/** Brings an environment back to a deployment that was verified. */
import type { Config } from '../config/schema.ts';
import { messageOf, UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { DeployPlan } from '../deploy/plan.ts';
import { repositoryName } from '../deploy/plan.ts';
import { judgeRollback, makeRollback, type RollbackOptions, type RollbackPlan } from './plan.ts';
import { same, type VerifiedDeployment } from './verified-deployments.ts';
import type { Deps } from '../ports.ts';
import { bringEnvironment } from '../deploy/update-environment.ts';
import { explained } from '../deploy/explain-failure.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { followEnvironment } from '../environment/follow.ts';
import { sayingWhenInterrupted } from '../base/on-interrupt.ts';
import { settleSettings } from '../environment/keep-settings-record.ts';
import { readBundles } from '../deploy/read-bundles.ts';
import { readEnvironment } from '../environment/read-environment.ts';
import { readImageTags, readVersions } from '../deploy/read-facts.ts';
import { readVerified, writeVerified } from './keep-verified.ts';
import { requireVerified, verifyCluster } from '../cluster/verify.ts';

/** Reads what is there, once no operation runs any more, and decides. Throws UserError 'usage' or 'timeout'. */
export async function prepareRollback(
  deps: Deps,
  config: Config,
  options: RollbackOptions,
): Promise<RollbackPlan> {
  await awaitIdle(deps, config);
  const environment = await readEnvironment(deps, config);
  if (environment === undefined) throw goneMeanwhile(config);
  const [record, versions, imageTags] = await Promise.all([
    readVerified(deps, config),
    readVersions(deps, config.application),
    readImageTags(deps, repositoryName(config)),
  ]);
  const usable = [...versions].filter(([, status]) => status === 'Processed').map(([label]) => label);
  const targets = new Set(record.verified.map(({ versionLabel }) => versionLabel));
  const bundles = await readBundles(deps, config.application, [...targets]);
  const facts = {
    record,
    environment,
    versions: new Set(usable),
    bundles,
    imageTags: imageTags ?? new Set(),
  };
  return makeRollback(config, facts, options);
}

async function awaitIdle(deps: Deps, config: Config): Promise<void> {
  const { Status: status } = await requireEnvironment(deps, config);
  if (status === 'Ready') return;
  const { environment } = config;
  deps.reporter.emit({
    type: 'message',
    level: 'info',
    text: `${environment} is ${status ?? 'unknown'}: following that to its end first.`,
  });
  const deadline = deps.clock.now().getTime() + config.deployment.timeoutMinutes * 60_000;
  await followEnvironment(deps, { environment, requestId: undefined, until: 'settled', deadline });
}

function goneMeanwhile({ environment }: Config): UserError {
  return new UserError('usage', `Environment ${environment} is terminated: there is nothing to roll back.`, {
    hint: 'kc-eb deploy makes it anew.',
  });
}

export async function rollBack(
  deps: Deps,
  config: Config,
  plan: RollbackPlan,
  { verify, yes }: { verify: boolean; yes: boolean },
): Promise<void> {
  const { environment } = plan.target;
  // First: whatever happens from here on, a rerun goes to the same place.
  if (plan.environment.action !== 'none') await writeVerified(deps, plan.target, plan.record);
  const title = `Rollback of ${environment} to ${plan.to.versionLabel}`;
  const options = {
    ...{ wait: true, yes, step: { name: 'rollback', title } },
    judge: (now: EnvironmentFacts | undefined) => judgeRollback(plan.to, now),
  };
  await explained(deps, config, () => bringEnvironment(deps, plan, options));
  await settleSettings(deps, plan.target, plan.to.settings);
  if (!verify) return;
  const { versionLabel, minInstances: instances } = plan.to;
  const unproven = {
    message: `Interrupted: ${environment} runs ${versionLabel}, and its cluster is not proven.`,
    hint: 'kc-eb verify proves it.',
  };
  await sayingWhenInterrupted(deps, unproven, async () => {
    requireVerified(deps, await verifyCluster(deps, config, { versionLabel, instances }));
  });
}

/**
 * After a deploy that failed: rolls an update back to what was verified last, and gives the error with the account of
 * it. A deployment that was verified once stays: then it is not the deployment that is at fault.
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
      { hint: [error.hint, '--keep leaves a failed update as it is, to look at it.'].join(' ').trim() },
    );
  } catch (failure) {
    if (deps.signal.aborted) {
      return new UserError(
        'interrupted',
        `${error.message}\nIt was being rolled back. ${messageOf(failure)}`,
        {
          hint: 'kc-eb events --follow watches what goes on; kc-eb rollback goes on from where it is.',
        },
      );
    }
    const refused = failure instanceof UserError && failure.kind === 'usage';
    const what = refused ? 'It was not rolled back' : 'Rolling it back failed, too';
    const text = `${error.message}\n${what}: ${messageOf(failure)}`;
    const hint = (failure instanceof UserError ? failure.hint : undefined) ?? error.hint;
    return new UserError(error.kind, text, { ...(hint !== undefined && { hint }), cause: failure });
  }
}

/** Gives where it went; undefined: there was nothing to undo. */
async function undo(
  deps: Deps,
  config: Config,
  plan: DeployPlan,
  { error, verify }: { error: UserError; verify: boolean },
): Promise<VerifiedDeployment | undefined> {
  const { verified } = await readVerified(deps, config);
  const [target] = verified;
  const deployed = { versionLabel: plan.version.label, settings: plan.environment.settings };
  if (target === undefined || verified.some((one) => same(one, deployed))) return undefined;
  const rollback = await prepareRollback(deps, config, {
    ...{ to: target.versionLabel, tried: plan.version.label, force: false },
  });
  // Of somebody else's deployment nothing is undone.
  const known = [plan.version.label, target.versionLabel].includes(rollback.from ?? '');
  if (rollback.environment.action === 'none' || !known) return undefined;
  deps.reporter.emit({
    type: 'message',
    level: 'warn',
    text: `${error.message}\nRolling back to ${target.versionLabel}, which was verified ${target.at}.`,
  });
  // It has failed: whoever asked for it wants the service back, and there may be nobody to ask.
  await rollBack(deps, config, rollback, { verify, yes: true });
  return target;
}
