/** A change of settings alone: a confighook of the bundle reports the folder that it runs in. */
import { observerOf, type Step } from '../step.ts';
import { runningInstances } from './instances.ts';

const report = '/var/log/kc-eb-test-confighook';
export const confighookPath = 'overrides/.platform/confighooks/predeploy/90-folder.sh';
export const confighook = `#!/bin/sh
for folder in current staging; do
  printf '%s %s\\n' "$folder" "$(ls -A /var/app/$folder 2>/dev/null | wc -l)"
done > ${report}
echo "folder $PWD" >> ${report}
`;

export const settingsOnlyStep: Step = {
  name: 'settings-only',
  assumption:
    'A configuration deployment stages the bundle, and its predeploy confighooks run in the staging folder.',
  needs: 'instances',
  answers: {
    staging: { holds: true, meaning: "Local Beanstalk's order holds." },
    current: { holds: false, meaning: 'Local Beanstalk must run confighooks in the current folder.' },
    elsewhere: { holds: false, meaning: 'Hooks must name their files by absolute paths.' },
    'not run': {
      holds: false,
      meaning: 'The hook that completes .env does not run after a change of settings.',
    },
  },
  async observe(context) {
    const { project } = context;
    // An earlier step left another version: with one, hooks would run in place of confighooks.
    await project.deploy();
    await project.configure({ keycloak: { env: { KC_EB_TEST: 'settings-only' } } });
    await project.deploy();
    const [id = ''] = await runningInstances(context);
    const { output } = await observerOf(context).shell(id, `cat ${report}`);
    const folder = /^folder (.*)$/m.exec(output)?.[1];
    const seen = output.split('\n').join(', ');
    if (folder === undefined) return { answer: 'not run', seen };
    const answers: Readonly<Record<string, string>> = {
      '/var/app/staging': 'staging',
      '/var/app/current': 'current',
    };
    return { answer: answers[folder.replace(/\/$/, '')] ?? 'elsewhere', seen };
  },
};
