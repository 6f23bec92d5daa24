/** Clusters whose Keycloaks log little or nothing to CloudWatch: heartbeats prove them all the same. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import type { Verdict } from '../../src/cluster/verdict.ts';
import { localCredentials as credentials } from '../../src/local-beanstalk/base/credentials.ts';
import { readSettings } from '../../src/local-beanstalk/base/state.ts';
import { LocalProject } from './local-project.ts';

let project: LocalProject;

beforeAll(async () => {
  project = await LocalProject.start(['--keycloak', '26.7.3']);
});

afterAll(() => project.end());

async function setVariables(variables: Record<string, string>): Promise<void> {
  const path = join(project.folder, 'kc-eb.yaml');
  const document = parseDocument(await readFile(path, 'utf8'));
  document.setIn(['keycloak', 'env'], variables);
  await writeFile(path, document.toString());
}

function logs(): CloudWatchLogs {
  const endpoint = `http://127.0.0.1:${readSettings(project.folder)?.apiPort ?? 0}`;
  return new CloudWatchLogs({ endpoint, region: 'us-east-1', credentials });
}

const proven = { ok: true, outcome: 'one-cluster', proof: 'heartbeats', probe: { outcome: 'passed' } };

test('KC_LOG_LEVEL: warn is deployed and verified, and the lines that name causes stay', async () => {
  await setVariables({ KC_LOG_LEVEL: 'warn' });
  const { verdict } = await project.deploy();
  expect(verdict).toMatchObject(proven);
  for (const { heartbeat } of verdict.instances) expect(heartbeat).toMatchObject({ ready: true, size: 2 });
  const lines = await project.kcEb('logs', '--local', '--service', 'keycloak', '--since', '15m');
  expect(JSON.stringify(lines)).toContain('ISPN000094');
  expect(JSON.stringify(lines)).not.toContain('Running database index checker');
});

test('KC_LOG: file is deployed and verified: CloudWatch has no line of it', async () => {
  await setVariables({ KC_LOG: 'file' });
  const { verdict } = await project.deploy();
  expect(verdict).toMatchObject(proven);
});

test('without the log group of Keycloak, the cluster is still verified', async () => {
  await logs().deleteLogGroup({ logGroupName: '/aws/elasticbeanstalk/id-prod/keycloak' });
  const [verdict] = (await project.kcEb('verify', '--local')) as [Verdict];
  expect(verdict).toMatchObject(proven);
});

test('logs leaves heartbeats out, unless their service is named', async () => {
  const lines = async (...flags: string[]) =>
    (await project.kcEb('logs', '--local', '--since', '10m', ...flags)) as { service: string }[];
  expect((await lines()).filter(({ service }) => service === 'cluster')).toEqual([]);
  expect((await lines('--service', 'cluster')).length).toBeGreaterThan(2);
});
