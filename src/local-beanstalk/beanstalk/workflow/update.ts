/** The update of an environment: version, option settings, platform. */
import { type Command, runCommand } from './command.ts';
import { configureBalancer } from './configure-balancer.ts';
import { deployImmutable } from './deploy-immutable.ts';
import { deployInPlace } from './deploy-in-place.ts';
import { rejectMixedImmutable } from './immutable-rules.ts';
import { requireInstanceProfile } from './instance-profile.ts';
import { removeLostInstances } from './instances.ts';
import { type Operation, OperationAborted, OperationFailed } from './operation.ts';
import type { InstanceRecord, OperationRecord } from '../store/records.ts';
import { replaceBack, replaceInstances, scale } from './replace.ts';
import { changedOptions, effectiveSettings, type Plan, readPlan, ruleOf } from '../settings/settings.ts';
import { restore } from './snapshot.ts';
import { applyAlarms, loadAlarms } from './stack.ts';
import { loadBundleSettings, rejectLongVariables } from './version-settings.ts';

export interface Update {
  /** The request names a version label; Beanstalk deploys even the current one. */
  deploysVersion: boolean;
  before: OperationRecord['before'];
}

export async function updateEnvironment(op: Operation, { deploysVersion, before }: Update): Promise<void> {
  const { environment } = op;
  op.addEvent('Environment update is starting.');
  if (deploysVersion && op.deps.strictness.has('stored-policy-governs')) op.governing = governingOf(before);
  await op.wait(5);
  // Before the bundle is read, whose options may change more.
  let changesSettings = effects(op, before).any;
  if (changesSettings) op.addEvent(`Updating environment ${environment.name}'s configuration settings.`);
  try {
    rejectLongVariables(op);
    if (deploysVersion) {
      await loadBundleSettings(op);
      await loadAlarms(op);
    }
    changesSettings = effects(op, before).any;
    if (op.plan.instanceProfile !== readPlan(before).instanceProfile) requireInstanceProfile(op);
    rejectMixedImmutable(op, { deploysVersion, before });
    await applyUpdate(op, { deploysVersion, before });
  } catch (error) {
    if (error instanceof OperationAborted) {
      await revert(op, before, { redeploy: true });
      // Last: clients that follow the update end here, and the environment is about to be Ready.
      addFailureEvents(op, { deploysVersion, changesSettings });
      return;
    }
    if (!(error instanceof OperationFailed)) throw error;
    if (effects(op, before).replaces) {
      await revert(op, before, { redeploy: false });
      await rollBackReplacement(op);
      addFailureEvents(op, { deploysVersion, changesSettings });
      return;
    }
    addFailureEvents(op, { deploysVersion, changesSettings });
    await revert(op, before, { redeploy: changesSettings && !deploysVersion });
    return;
  }
  if (deploysVersion) op.addEvent('New application version was deployed to running EC2 instances.');
  if (changesSettings) op.addEvent('Successfully deployed new configuration to environment.');
  op.addEvent('Environment update completed successfully.');
}

async function applyUpdate(op: Operation, { deploysVersion, before }: Update): Promise<void> {
  const { environment } = op;
  const effect = effects(op, before);
  applyAlarms(op);
  await configureBalancer(op);
  await removeLostInstances(op);
  const redeploys = deploysVersion || effect.replaces || effect.restarts;
  if (redeploys) environment.deploymentId += 1;
  op.save();
  const command: Command = {
    kind: deploysVersion ? 'application' : 'configuration',
    deploymentId: redeploys ? environment.deploymentId : environment.expectedDeploymentId,
    versionLabel: environment.versionLabel ?? '',
  };
  if (redeploys && environment.instances.length > 0 && environment.versionLabel !== undefined) {
    await op.deps.health.note(environment);
    if (effect.replaces) {
      await replaceInstances(op, command);
    } else if (op.plan.policy === 'Immutable') {
      await deployImmutable(op, command);
    } else {
      if (deploysVersion) op.addEvent('Deploying new version to instance(s).');
      await deployInPlace(op, command);
    }
  }
  environment.expectedDeploymentId = command.deploymentId;
  op.save();
  if (environment.versionLabel !== undefined) await scale(op, command);
}

/** The part of the stored settings by which a version goes to instances. */
function governingOf(before: OperationRecord['before']): Pick<Plan, 'policy' | 'batch'> {
  const { policy, batch } = readPlan(before);
  return { policy, batch };
}

/** The effects of the changed options, by their severity. */
function effects(op: Operation, before: OperationRecord['before']) {
  const { environment } = op;
  const rules = changedOptions(effectiveSettings(before), effectiveSettings(environment)).map(ruleOf);
  const platformChanged = before.solutionStack !== environment.solutionStack;
  return {
    any: rules.length > 0 || platformChanged,
    replaces: platformChanged || rules.some((rule) => rule?.severity === 'RestartEnvironment'),
    restarts: rules.some((rule) => rule?.severity === 'RestartApplicationServer'),
  };
}

function addFailureEvents(
  op: Operation,
  update: { deploysVersion: boolean; changesSettings: boolean },
): void {
  if (update.deploysVersion) {
    op.addEvent('Failed to deploy application.', 'ERROR');
    op.addEvent(
      'During an aborted deployment, some instances may have deployed the new application version. To ensure all instances are running the same version, re-deploy the appropriate application version.',
      'ERROR',
    );
  } else {
    op.addEvent('Failed to deploy configuration.', 'ERROR');
  }
  if (update.changesSettings) {
    op.addEvent('The environment was reverted to the previous configuration setting.', 'ERROR');
  }
}

/** Another rolling update, with the previous settings and version. */
async function rollBackReplacement(op: Operation): Promise<void> {
  const { environment } = op;
  const { versionLabel, expectedDeploymentId } = environment;
  if (versionLabel === undefined) return;
  try {
    const command = { kind: 'application' as const, deploymentId: expectedDeploymentId, versionLabel };
    await replaceBack(op, touchedInstances(op), command);
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    // The stack is in UPDATE_ROLLBACK_FAILED; the events have the reason.
  }
}

/** Instances that the failed update has reached. */
function touchedInstances({ environment }: Operation): InstanceRecord[] {
  return environment.instances.filter(
    ({ deployment }) => deployment !== undefined && deployment.id !== environment.expectedDeploymentId,
  );
}

/** Restores version and settings; instances keep their deployment unless `redeploy`. */
async function revert(
  op: Operation,
  before: OperationRecord['before'],
  { redeploy }: { redeploy: boolean },
): Promise<void> {
  const { environment } = op;
  restore(op, before);
  op.save();
  await configureBalancer(op);
  const versionLabel = before.versionLabel;
  const touched = touchedInstances(op);
  if (!redeploy || versionLabel === undefined || touched.length === 0) return;
  await runCommand(op, touched, {
    kind: 'application',
    deploymentId: environment.expectedDeploymentId,
    versionLabel,
  });
}
