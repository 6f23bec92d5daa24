/** Auto Scaling launches an instance while kc-eb deploys. */
import type { Run } from '../project.ts';
import { awaitReady, observerOf, type Step, type StepContext } from '../step.ts';
import { changeBundle } from './change-bundle.ts';
import { reportedVersions, runningInstances } from './instances.ts';

export const scaleOutStep: Step = {
  name: 'scale-out',
  assumption:
    'An instance that Auto Scaling launches during a deployment ends with the new version, and kc-eb succeeds.',
  needs: 'instances',
  answers: {
    'new version': {
      holds: true,
      meaning: 'kc-eb waits for younger instances, or leaves them out and names them.',
    },
    'other version': {
      holds: false,
      meaning: 'kc-eb must report a young instance that keeps another version.',
    },
    failed: { holds: false, meaning: 'kc-eb must not treat a launch as a failed deployment.' },
  },
  async observe(context) {
    const { project, clients, environment } = context;
    const before = await runningInstances(context);
    await changeBundle(project, 'scale-out');
    const deploying = project.attempt('deploy', '--no-verify', '--yes');
    await awaitUpdating(context, deploying);
    await observerOf(context).launchOne();
    const run = await deploying;
    await awaitReady(context);
    const versions = await reportedVersions(context);
    const young = [...versions.keys()].filter((id) => !before.includes(id));
    const { Environments: [found] = [] } = await clients.beanstalk.describeEnvironments({
      ...{ EnvironmentNames: [environment], IncludeDeleted: false },
    });
    const others = [...versions].filter(([, label]) => label !== found?.VersionLabel).map(([id]) => id);
    const seen = `exit code ${run.exitCode}; young: ${young.join(', ')}; with another version: ${others.length}.`;
    if (run.exitCode !== 0) return { answer: 'failed', seen };
    return { answer: others.length === 0 ? 'new version' : 'other version', seen };
  },
};

/** Resolves when Beanstalk works on the update, or when kc-eb has ended. */
async function awaitUpdating({ clients, environment, pause }: StepContext, run: Promise<Run>): Promise<void> {
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
  };
  run.then(end, end);
  while (!ended.signal.aborted) {
    const { Environments: [found] = [] } = await clients.beanstalk.describeEnvironments({
      ...{ EnvironmentNames: [environment], IncludeDeleted: false },
    });
    if (found?.Status === 'Updating') return;
    await pause();
  }
}
