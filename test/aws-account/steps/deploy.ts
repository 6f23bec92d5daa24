/** kc-eb deploy as a user runs it. The bundle has a confighook and a marker file for later steps. */
import { awaitReady, type Step } from '../step.ts';
import { confighook, confighookPath } from './settings-only.ts';
import { changeBundle } from './change-bundle.ts';

export const deployStep: Step = {
  name: 'deploy',
  assumption: 'kc-eb deploy creates the environment, and where instances run, its nodes form one cluster.',
  needs: 'environment',
  answers: {
    deployed: { holds: true, meaning: 'The bundle runs on this platform.' },
    failed: { holds: false, meaning: 'Read the fixture of this step: the events have the cause.' },
  },
  async observe(context) {
    const { project, environment, clients, observer } = context;
    await project.write(confighookPath, confighook);
    await changeBundle(project, 'first');
    await project.deploy();
    await awaitReady(context);
    const { Events = [] } = await clients.beanstalk.describeEvents({
      ...{ EnvironmentName: environment, MaxRecords: 1000 },
    });
    const errors = Events.filter(({ Severity }) => Severity === 'ERROR' || Severity === 'FATAL');
    return {
      answer: errors.length === 0 ? 'deployed' : 'failed',
      seen: `${Events.length} events, ${errors.length} errors; ${observer === undefined ? 'not verified: instances only report' : 'verified by the heartbeats'}.`,
    };
  },
};
