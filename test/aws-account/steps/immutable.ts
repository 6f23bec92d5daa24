/** kc-eb deploy with the policy Immutable: a settings change and a version. */
import { awaitReady, type Step } from '../step.ts';
import { changeBundle } from './change-bundle.ts';
import { reportedVersions, runningInstances } from './instances.ts';

export const immutableStep: Step = {
  name: 'immutable',
  assumption: 'An Immutable deployment of kc-eb succeeds and replaces every instance.',
  needs: 'environment',
  answers: {
    replaced: { holds: true, meaning: 'kc-eb sends settings and version in a form that Beanstalk takes.' },
    'in place': { holds: false, meaning: 'Another policy governed: kc-eb must store the policy first.' },
    mixed: { holds: false, meaning: 'Instances run different versions after the deployment.' },
  },
  async observe(context) {
    const { project } = context;
    const before = await runningInstances(context);
    await project.configure({ deployment: { policy: 'Immutable' } });
    await changeBundle(project, 'immutable');
    await project.deploy();
    await awaitReady(context);
    const after = await runningInstances(context);
    const labels = new Set((await reportedVersions(context)).values());
    const kept = after.filter((id) => before.includes(id));
    const seen = `${before.length} instances before, ${after.length} after, ${kept.length} of them the same; versions: ${[...labels].join(', ')}.`;
    // Later steps are about rolling deployments.
    await project.configure();
    await project.deploy();
    if (labels.size > 1) return { answer: 'mixed', seen };
    return { answer: kept.length === 0 ? 'replaced' : 'in place', seen };
  },
};
