/** --local and the database that runs, with the built command line: the test writes the state of Local Beanstalk. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statePaths } from '../../src/local-beanstalk/base/state.ts';
import { expectFailure, Project, projectYaml, startLocal } from './run-cli.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
let project: Project;
let written: string;

beforeAll(async () => {
  project = new Project();
  project.write('kc-eb.yaml', projectYaml({ database: `{ vendor: mssql, host: db, password: '${arn}' }` }));
  // Instances that only report need no database, whatever its kind.
  await startLocal(project);
  written = readFileSync(statePaths(project.folder).settings, 'utf8');
});

afterAll(async () => {
  writeFileSync(statePaths(project.folder).settings, written);
  expect(await project.run(['local', 'stop'])).toMatchObject({ exitCode: 0 });
  project.remove();
});

function runs(database: object): void {
  const settings = JSON.parse(written) as object;
  const containers = {
    network: { name: 'n', subnet: '10.0.0.0/24', gateway: '10.0.0.1' },
    ...{ instanceImage: 'i', preload: [] },
    database: { host: '10.0.0.5', port: 5432, ...database },
  };
  writeFileSync(statePaths(project.folder).settings, JSON.stringify({ ...settings, containers }));
}

test('another database than kc-eb.yaml names: exit 10', async () => {
  runs({ vendor: 'postgres' });
  expectFailure(
    await project.run(['plan', '--local']),
    10,
    /^error: .*postgres.*database\.vendor.*mssql.*\nhint: .*kc-eb local stop.*kc-eb local start/m,
  );
});

test('a database that stands for another: kc-eb builds the image for the one that runs', async () => {
  runs({ vendor: 'postgres', standsFor: 'mssql' });
  expect(await project.run(['render', '--local', '--out', 'out'])).toMatchObject({ exitCode: 0 });
  expect(project.read('out/image/Dockerfile')).toContain('--db=postgres');
  const { stdout } = await project.run(['local', 'start']);
  expect(stdout).toMatch(/postgres .*10\.0\.0\.5:5432.*mssql/);
});
