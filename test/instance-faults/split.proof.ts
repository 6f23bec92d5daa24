/**
 * The network between two instances is cut and healed: the seconds until `status --watch`, the alarm and `verify` show it.
 * `npm run test:instances` prints the table.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { alignColumns } from '../../src/base/table.ts';
import type { EnvironmentStatus } from '../../src/cluster/status.ts';
import type { Verdict } from '../../src/cluster/verdict.ts';
import { readCredentials } from '../../src/local-beanstalk/base/credentials.ts';
import { LocalProject } from '../real-cluster/local-project.ts';
import { Instances } from './instances.ts';

const rows: string[][] = [['EVENT', 'AFTER']];
const pollMs = 2_000;

let project: LocalProject;
let instances: Instances;
let cloudWatch: CloudWatch;

beforeAll(async () => {
  project = await LocalProject.start(['--keycloak', '26.7.3']);
  const path = join(project.folder, 'kc-eb.yaml');
  const document = parseDocument(await readFile(path, 'utf8'));
  document.setIn(['alarms'], { topic: 'arn:aws:sns:us-east-1:000000000000:on-call' });
  await writeFile(path, document.toString());
  await project.deploy();
  instances = new Instances(project);
  const endpoint = `http://127.0.0.1:${instances.settings.apiPort}`;
  cloudWatch = new CloudWatch({
    endpoint,
    region: 'us-east-1',
    credentials: readCredentials(project.folder),
  });
});

afterAll(async () => {
  process.stderr.write(`\n${alignColumns(rows)}\n`);
  await project.end();
});

/** The sizes of the views in the newest document of `status --watch --json`. */
function watch(): { sizes: () => string; end: () => Promise<number | undefined> } {
  const launcher = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));
  const child = execa(process.execPath, [launcher, 'status', '--watch', '--local', '--json'], {
    cwd: project.folder,
    stdin: 'ignore',
    reject: false,
  });
  let newest: EnvironmentStatus | undefined;
  const reading = (async () => {
    for await (const line of child) newest = JSON.parse(line) as EnvironmentStatus;
  })();
  return {
    sizes: () => (newest?.instances ?? []).map(({ heartbeat }) => heartbeat?.size ?? '-').join('/'),
    end: async () => {
      child.kill('SIGINT');
      await reading;
      return (await child).exitCode;
    },
  };
}

async function alarmStates(): Promise<Record<string, string>> {
  const { MetricAlarms = [] } = await cloudWatch.describeAlarms({});
  return Object.fromEntries(
    MetricAlarms.map(({ AlarmName = '', StateValue = '' }) => [
      /Keycloak\w+?(?=-|$)/.exec(AlarmName)?.[0] ?? AlarmName,
      StateValue,
    ]),
  );
}

async function verify(): Promise<Verdict> {
  const { results } = await project.attempt(['verify', '--local', '--no-probe'], [0, 7]);
  return results[0] as Verdict;
}

/** Waits until `isSo`, and adds a row with the seconds since `began`. */
async function until(event: string, began: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    if (Date.now() - began > 300_000) throw new Error(`not within five minutes: ${event}`);
    await sleep(pollMs);
  }
  rows.push([event, `${Math.round((Date.now() - began) / 1000)} s`]);
}

test('a split shows in the watched status, the alarm and verify, and so does its end', async () => {
  const watching = watch();
  const split = async (): Promise<string | undefined> =>
    Object.entries(await alarmStates()).find(([name]) => name.includes('Split'))?.[1];
  await until('before: sizes 2/2', Date.now(), () => watching.sizes() === '2/2');
  await until('before: alarm OK', Date.now(), async () => (await split()) === 'OK');

  const cut = Date.now();
  const heal = await instances.cutApart();
  await until('cut: sizes 1/1', cut, () => watching.sizes() === '1/1');
  const shown = Date.now() - cut;
  await until('cut: alarm ALARM', cut, async () => (await split()) === 'ALARM');
  const verdict = await verify();
  rows.push([`cut: verify names ${verdict.cause ?? '-'}`, `${Math.round((Date.now() - cut) / 1000)} s`]);
  expect(shown).toBeLessThan(120_000);
  expect(verdict).toMatchObject({ ok: false, cause: 'split', outcome: 'not-one-cluster' });

  const healed = Date.now();
  await heal();
  await until('healed: sizes 2/2', healed, () => watching.sizes() === '2/2');
  await until('healed: alarm OK', healed, async () => (await split()) === 'OK');
  await until('healed: verify', healed, async () => (await verify()).ok);
  // Keycloak in the smaller part was not ready for minutes.
  await until('healed: all alarms OK', healed, async () =>
    Object.values(await alarmStates()).every((state) => state === 'OK'),
  );
  expect(await watching.end()).toBe(0);
});
