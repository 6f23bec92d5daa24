/** The verdict and the exit code of `kc-eb verify`, from the logs of instances that only report. */
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';
import { readSettings } from '../../src/local-beanstalk/base/state.ts';
import { StandInKeycloaks } from '../faults/stand-in-keycloaks.ts';
import { expectFailure, Project, projectYaml, startLocal } from './run-cli.ts';

let project: Project;
let keycloaks: StandInKeycloaks;

beforeAll(async () => {
  project = new Project({ 'kc-eb.yaml': projectYaml() });
  project.addEngine();
  await startLocal(project, '--pace', '1000');
  const endpoint = `http://127.0.0.1:${readSettings(project.folder)?.apiPort ?? 0}`;
  const client = { endpoint, region: 'us-east-1', credentials };
  keycloaks = new StandInKeycloaks(
    new ElasticBeanstalk(client),
    new CloudWatchLogs(client),
    'id-cli',
    () => new Date(),
  );
});

afterAll(async () => {
  await project.run(['local', 'stop']);
  project.remove();
});

const verify = ['verify', '--local', '--no-probe'];

test('one cluster: exit 0; on bridge networks: exit 7, the cause and the remedy', async () => {
  expect(await project.run(['deploy', '--local', '--no-verify'])).toMatchObject({ exitCode: 0 });
  await keycloaks.catchUp();
  expect(await project.run(verify)).toMatchObject({ exitCode: 0 });

  project.write('themes/mine/login/theme.properties', 'parent=keycloak\n');
  expect(await project.run(['deploy', '--local', '--no-verify'])).toMatchObject({ exitCode: 0 });
  keycloaks.isApart = () => true;
  await keycloaks.catchUp();
  const run = await project.run(verify);
  expectFailure(run, 7, /bridge-network/);
  expect(run.stderr).toMatch(/^hint: .*cluster\.network: host/m);
});
