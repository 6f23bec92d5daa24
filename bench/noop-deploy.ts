/** Commands on an unchanged environment of two instances, against `eb status` of the EB CLI on the same server. */
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ebVariables, runEb } from '../test/eb-cli/eb-cli.ts';
import { type Invocation, reportRatios } from './processes.ts';
import { type BenchProject, environment, openProject } from './project.ts';
import type { Measure } from './report.ts';

const rounds = 15;

/** KC_EB_BENCH_EB names the EB CLI; else it is the one on PATH. */
function findEb(): string | undefined {
  const named = process.env['KC_EB_BENCH_EB'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'eb')).find((path) => existsSync(path));
}

async function ebStatus(eb: string, { folder, endpoint }: BenchProject): Promise<Invocation> {
  const cwd = join(folder, '.bench/eb');
  mkdirSync(cwd, { recursive: true });
  const place = { folder: cwd, endpoint };
  const argv = ['init', 'id', '--platform', 'Docker running on 64bit Amazon Linux 2023'];
  const { exitCode, output } = await runEb(eb, [...argv, '--region', 'us-east-1'], place);
  if (exitCode !== 0) throw new Error(output);
  return { argv: [eb, 'status', environment, '--verbose'], cwd, env: ebVariables(place) };
}

export const noopDeploy: Measure = {
  name: 'noop-deploy',
  async run(report) {
    const project = await openProject(2);
    try {
      project.run('deploy');
      const { nothingToDo } = JSON.parse(project.run('deploy', '--json')) as { nothingToDo: boolean };
      if (!nothingToDo) throw new Error('The second deploy is not without work.');
      const eb = findEb();
      if (eb === undefined) {
        report.skip('A deploy without work', 'eb is not on PATH, and KC_EB_BENCH_EB does not name it.');
        return;
      }
      const invocations = new Map([
        ['eb status', await ebStatus(eb, project)],
        ['status', project.kcEb('status')],
        ['deploy, nothing due', project.kcEb('deploy')],
      ]);
      await reportRatios(report, invocations, { rounds, most: { status: 1, 'deploy, nothing due': 1 } });
    } finally {
      project.remove();
    }
  },
};
