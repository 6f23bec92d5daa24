/** The update of an environment: version, option settings, platform. */
import { type Command, runCommand } from './command.ts';
import { configureBalancer } from './configure-balancer.ts';
import { deployImmutable } from './deploy-immutable.ts';
import { deployInPlace } from './deploy-in-place.ts';
import { dropLost } from './instances.ts';
import { type Operation, OperationAborted, OperationFailed } from './operation.ts';
import type { OperationRecord } from '../store/records.ts';
import { replaceInstances, scale } from './replace.ts';
import { changedOptions, effectiveSettings, ruleOf } from '../settings/settings.ts';
import { loadBundleSettings, refuseLongVariables } from './version-settings.ts';

export interface Update {
  /** A version label was given; Beanstalk deploys it even when it is there already. */
  deploysVersion: boolean;
  before: OperationRecord['before'];
}

export async function updateEnvironment(op: Operation, { deploysVersion, before }: Update): Promise<void> {
  const { environment } = op;
  op.say('Environment update is starting.');
  await op.wait(5);
  // Known before the bundle is read: its options may change more.
  let changesSettings = effects(op, before).any;
  if (changesSettings) op.say(`Updating environment ${environment.name}'s configuration settings.`);
  try {
    refuseLongVariables(op);
    if (deploysVersion) await loadBundleSettings(op);
    changesSettings = effects(op, before).any;
    await carryOut(op, { deploysVersion, before });
  } catch (error) {
    if (error instanceof OperationAborted) {
      await revert(op, before, { redeploy: true });
      op.say('The environment update was aborted; its instances run the previous application version.');
      return;
    }
    if (!(error instanceof OperationFailed)) throw error;
    tellFailure(op, { deploysVersion, changesSettings });
    await revert(op, before, { redeploy: changesSettings && !deploysVersion });
    return;
  }
  if (deploysVersion) op.say('New application version was deployed to running EC2 instances.');
  if (changesSettings) op.say('Successfully deployed new configuration to environment.');
  op.say('Environment update completed successfully.');
}

async function carryOut(op: Operation, { deploysVersion, before }: Update): Promise<void> {
  const { environment } = op;
  const effect = effects(op, before);
  await configureBalancer(op);
  await dropLost(op);
  const redeploys = deploysVersion || effect.replaces || effect.restarts;
  if (redeploys) environment.deploymentId += 1;
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
      if (deploysVersion) op.say('Deploying new version to instance(s).');
      await deployInPlace(op, command);
    }
  }
  environment.expectedDeploymentId = command.deploymentId;
  op.save();
  if (environment.versionLabel !== undefined) await scale(op, command);
}

/** What the changed options do, by their severity. */
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

function tellFailure(op: Operation, what: { deploysVersion: boolean; changesSettings: boolean }): void {
  if (what.deploysVersion) {
    op.say('Failed to deploy application.', 'ERROR');
    op.say(
      'During an aborted deployment, some instances may have deployed the new application version. To ensure all instances are running the same version, re-deploy the appropriate application version.',
      'ERROR',
    );
  } else {
    op.say('Failed to deploy configuration.', 'ERROR');
  }
  if (what.changesSettings) {
    op.say('The environment was reverted to the previous configuration setting.', 'ERROR');
  }
}

/** Back to the version and settings of before; instances keep what they run unless `redeploy`. */
async function revert(
  op: Operation,
  before: OperationRecord['before'],
  { redeploy }: { redeploy: boolean },
): Promise<void> {
  const { environment } = op;
  environment.settings = before.settings;
  environment.bundleSettings = before.bundleSettings;
  environment.solutionStack = before.solutionStack;
  if (before.versionLabel === undefined) delete environment.versionLabel;
  else environment.versionLabel = before.versionLabel;
  op.save();
  await configureBalancer(op);
  const versionLabel = before.versionLabel;
  const touched = environment.instances.filter(
    ({ deployment }) => deployment !== undefined && deployment.id !== environment.expectedDeploymentId,
  );
  if (!redeploy || versionLabel === undefined || touched.length === 0) return;
  await runCommand(op, touched, {
    kind: 'application',
    deploymentId: environment.expectedDeploymentId,
    versionLabel,
  });
}
