import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const hook = resolve('templates/bundle/hooks/prebuild/20-instance.sh');
/** Stands for the metadata service: IMDSv2, so nothing without the token. */
const curl = `#!/bin/sh
case "$*" in
  *'--request PUT'*'X-aws-ec2-metadata-token-ttl-seconds: 60'*http://169.254.169.254/latest/api/token) printf TOKEN ;;
  *'X-aws-ec2-metadata-token: TOKEN'*/meta-data/instance-id) printf i-0123456789abcdef0 ;;
  *'X-aws-ec2-metadata-token: TOKEN'*/meta-data/local-ipv4) printf 10.0.0.11 ;;
  *) echo 'curl: (22) The requested URL returned error: 401' >&2; exit 22 ;;
esac
`;

/** Stands for a user that may give folders away. */
const install = `#!/bin/sh
echo "$*" >> "$0.calls"
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-hook-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'staging'));
  writeFileSync(join(folder, 'bin/install'), install, { mode: 0o755 });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const compose = () => join(folder, 'staging/docker-compose.yml');
const rendered = "stream: '${KC_EB_INSTANCE_ID:?not set}/${KC_EB_PRIVATE_IP:?not set}'\nbind: ${KC_EB_PRIVATE_IP}\nopts: ${JAVA_OPTS_APPEND:-}\n";
const completed = "stream: 'i-0123456789abcdef0/10.0.0.11'\nbind: 10.0.0.11\nopts: ${JAVA_OPTS_APPEND:-}\n";

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

describe('the hook that completes docker-compose.yml', () => {
  test('replaces the id and the address, and no other variable', async () => {
    writeFileSync(compose(), rendered);
    expect(await runHook(curl)).toMatchObject({ exitCode: 0, all: 'kc-eb: i-0123456789abcdef0 has 10.0.0.11' });
    expect(readFileSync(compose(), 'utf8')).toBe(completed);
  });

  test('replaces a variable that an override folds over two lines', async () => {
    writeFileSync(compose(), 'bind: ${KC_EB_PRIVATE_IP:?not set by\n  the hook}\nother: ${A}\n');
    await runHook(curl);
    expect(readFileSync(compose(), 'utf8')).toBe('bind: 10.0.0.11\nother: ${A}\n');
  });

  test('creates the folder of the request log for the user of nginx', async () => {
    writeFileSync(compose(), rendered);
    await runHook(curl);
    const calls = readFileSync(join(folder, 'bin/install.calls'), 'utf8');
    expect(calls).toBe('-d -m 0775 -o 101 -g 0 /var/log/nginx/healthd\n');
  });

  test('is the same run twice', async () => {
    writeFileSync(compose(), rendered);
    await runHook(curl);
    await runHook(curl);
    expect(readFileSync(compose(), 'utf8')).toBe(completed);
  });

  test('fails with a message when the metadata service is silent, and changes nothing', async () => {
    writeFileSync(compose(), rendered);
    const { exitCode, all } = await runHook('#!/bin/sh\nexit 28\n');
    expect(exitCode).toBe(1);
    expect(all).toMatch(/metadata service does not answer at http:\/\/169\.254\.169\.254/);
    expect(readFileSync(compose(), 'utf8')).toBe(rendered);
  });

  test('fails when one answer is missing', async () => {
    writeFileSync(compose(), rendered);
    const { exitCode, all } = await runHook(curl.replace('local-ipv4', 'nothing'));
    expect(exitCode).toBe(1);
    expect(all).toMatch(/does not tell local-ipv4/);
  });

  test('fails without docker-compose.yml', async () => {
    const { exitCode, all } = await runHook(curl);
    expect(exitCode).toBe(1);
    expect(all).toMatch(/there is no docker-compose\.yml/);
  });
});
