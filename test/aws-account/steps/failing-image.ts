/** A container that exits with code 1 at its start: when the deployment fails, and with which words. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { awaitReady, type Step } from '../step.ts';
import { errorIn, type TestProject } from '../project.ts';

/** A rolling deployment on AWS takes some minutes; the command timeout is ten. */
const soonSeconds = 480;

export const failingImageStep: Step = {
  name: 'failing-image',
  assumption:
    'A container that dies at its start fails the deployment before the command timeout, with its last words.',
  needs: 'instances',
  answers: {
    soon: { holds: true, meaning: 'The hook of the bundle works on AWS as on Local Beanstalk.' },
    'without words': { holds: false, meaning: 'The failure comes in time, but its cause is missing.' },
    late: { holds: false, meaning: 'Beanstalk waits for the command timeout: the hook has no effect.' },
    succeeds: { holds: false, meaning: 'Beanstalk takes a bundle whose container is dead.' },
  },
  async observe(context) {
    const { project } = context;
    await breakImage(project);
    const since = performance.now();
    const run = await project.attempt('deploy', '--no-verify', '--yes', '--keep');
    const seconds = Math.round((performance.now() - since) / 1000);
    await project.remove('overrides/docker-compose.yml');
    await awaitReady(context);
    await project.deploy();
    const words = run.stderr.includes(lastWords);
    const seen = `exit code ${run.exitCode} after ${seconds} s, ${words ? 'with' : 'without'} its last words: ${errorIn(run.stderr).slice(0, 120)}`;
    if (run.exitCode === 0) return { answer: 'succeeds', seen };
    if (seconds > soonSeconds) return { answer: 'late', seen };
    return { answer: words ? 'soon' : 'without words', seen };
  },
};

const lastWords = 'kc-eb-test: these are the last words';

/** Replaces the command of Keycloak's container in the rendered docker-compose.yml. */
async function breakImage(project: TestProject): Promise<void> {
  const { image } = (await project.kcEb('deploy', '--dry-run')).results.map(imageOf).find(Boolean) ?? {
    image: '',
  };
  await project.kcEb('render', '--out', '.kc-eb-test', '--image', image);
  const path = join(project.folder, '.kc-eb-test/bundle/docker-compose.yml');
  const compose = parse(await readFile(path, 'utf8')) as { services: Record<string, object> };
  compose.services['keycloak'] = {
    ...compose.services['keycloak'],
    entrypoint: ['sh', '-c', `echo '${lastWords}'; exit 1`],
    command: [],
  };
  await project.remove('.kc-eb-test');
  await project.write('overrides/docker-compose.yml', stringify(compose));
}

function imageOf(result: unknown): { image: string } | undefined {
  const { image } = Object(result) as { image?: { uri?: unknown } };
  return typeof image?.uri === 'string' ? { image: image.uri } : undefined;
}
