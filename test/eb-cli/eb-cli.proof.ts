/** Drives the real EB CLI against Local Beanstalk, and compares what it prints with docs/eb-cli.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { format, resolveConfig } from 'prettier';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { localCredentials, provideState } from '../local-beanstalk/credentials.ts';
import { assembleServer } from '../../src/local-beanstalk/server.ts';
import { ebCliPage, type Recorded } from './eb-cli-page.ts';
import { normalized, provideEbCli, runEb } from './eb-cli.ts';
import { type Step, steps } from './steps.ts';

const page = 'docs/eb-cli.md';
const folder = mkdtempSync(join(tmpdir(), 'kc-eb-eb-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Slow enough for an abort, fast enough for a test. */
const pace = 10;

test('docs/eb-cli.md shows what the EB CLI prints', async () => {
  const eb = await provideEbCli();
  const state = mkdtempSync(join(tmpdir(), 'kc-eb-eb-cli-state-'));
  await provideState(state);
  const apiPort = await freePort(14599);
  const settings = { project: 'id', projectFolder: state, apiPort, balancerPort: 18080, pace };
  const server = await assembleServer(settings);
  try {
    writeFileSync(join(folder, 'docker-compose.yml'), 'services: {}\n');
    const recorded: Recorded[] = [];
    for (const step of steps) recorded.push(...(await record(eb, step, server.endpoint)));
    const text = await format(ebCliPage(recorded), {
      ...(await resolveConfig(page)),
      filepath: page,
    });
    if (process.env['UPDATE'] === '1') writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
    expect(recorded.filter(({ exitCode }) => exitCode !== 0).map(({ argv }) => argv[0])).toEqual(['deploy']);
  } finally {
    await server.close();
    rmSync(state, { recursive: true });
  }
});

async function record(eb: string, { argv, about, meanwhile }: Step, endpoint: string): Promise<Recorded[]> {
  const running = runEb(eb, argv, { folder, endpoint });
  const others: Recorded[] = [];
  if (meanwhile !== undefined) {
    await untilUpdating(endpoint);
    const { output, exitCode } = await runEb(eb, meanwhile, { folder, endpoint });
    const other = { argv: meanwhile, about: 'in another terminal', exitCode };
    others.push({ ...other, output: normalized(output, folder) });
  }
  const { output, exitCode } = await running;
  return [{ argv, about, exitCode, output: normalized(output, folder) }, ...others];
}

async function untilUpdating(endpoint: string): Promise<void> {
  const client = new ElasticBeanstalk({ region: 'us-east-1', endpoint, credentials: localCredentials });
  for (;;) {
    const { Environments = [] } = await client.describeEnvironments({ EnvironmentNames: ['id-prod'] });
    if (Environments[0]?.Status === 'Updating') return;
    await sleep(100);
  }
}
