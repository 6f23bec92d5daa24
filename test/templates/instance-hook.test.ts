import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const hook = resolve('templates/bundle/hooks/predeploy/10-instance.sh');
/** Stands for the metadata service: IMDSv2, so nothing without the token. */
const curl = `#!/bin/sh
case "$*" in
  *'--request PUT'*'X-aws-ec2-metadata-token-ttl-seconds: 60'*http://169.254.169.254/latest/api/token) printf TOKEN ;;
  *'X-aws-ec2-metadata-token: TOKEN'*/meta-data/instance-id) printf i-0123456789abcdef0 ;;
  *'X-aws-ec2-metadata-token: TOKEN'*/meta-data/local-ipv4) printf 10.0.0.11 ;;
  *) echo 'curl: (22) The requested URL returned error: 401' >&2; exit 22 ;;
esac
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-hook-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'staging'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const dotEnv = () => join(folder, 'staging/.env');

function runHook(program: string) {
  writeFileSync(join(folder, 'bin/curl'), program);
  chmodSync(join(folder, 'bin/curl'), 0o755);
  return execa('sh', [hook], {
    cwd: join(folder, 'staging'),
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
    reject: false,
    all: true,
  });
}

describe('the hook that completes .env', () => {
  test.each([
    ['ends with its line', 'A=1\nB=$$2\n'],
    ['lacks the end of its last line', 'A=1\nB=$$2'],
    ['has the lines of an earlier run', 'KC_EB_INSTANCE_ID=i-old\nA=1\nKC_EB_PRIVATE_IP=10.0.0.9\nB=$$2\n'],
  ])('when it %s', async (_what, before) => {
    writeFileSync(dotEnv(), before);
    expect(await runHook(curl)).toMatchObject({ exitCode: 0, all: 'kc-eb: i-0123456789abcdef0 has 10.0.0.11' });
    expect(readFileSync(dotEnv(), 'utf8')).toBe(
      'A=1\nB=$$2\nKC_EB_INSTANCE_ID=i-0123456789abcdef0\nKC_EB_PRIVATE_IP=10.0.0.11\n',
    );
  });

  test('is the same run twice', async () => {
    writeFileSync(dotEnv(), 'A=1\n');
    await runHook(curl);
    const once = readFileSync(dotEnv(), 'utf8');
    await runHook(curl);
    expect(readFileSync(dotEnv(), 'utf8')).toBe(once);
  });

  test('fails with a message when the metadata service is silent, and does not change .env', async () => {
    writeFileSync(dotEnv(), 'A=1\n');
    const { exitCode, all } = await runHook('#!/bin/sh\nexit 28\n');
    expect(exitCode).toBe(1);
    expect(all).toMatch(/metadata service does not answer at http:\/\/169\.254\.169\.254/);
    expect(readFileSync(dotEnv(), 'utf8')).toBe('A=1\n');
  });

  test('fails when one answer is missing', async () => {
    writeFileSync(dotEnv(), 'A=1\n');
    const { exitCode, all } = await runHook(curl.replace('local-ipv4', 'nothing'));
    expect(exitCode).toBe(1);
    expect(all).toMatch(/does not tell local-ipv4/);
  });

  test('fails without .env', async () => {
    const { exitCode, all } = await runHook(curl);
    expect(exitCode).toBe(1);
    expect(all).toMatch(/there is no \.env/);
  });
});
