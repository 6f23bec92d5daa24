import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillTemplate } from '../../src/base/template.ts';

const template = readFileSync('templates/bundle/hooks/postdeploy/10-keycloak-ready.sh', 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-hook-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function program(name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** `rounds`: for each look, the answer of the health endpoint and "RestartCount Status ExitCode" of the container. */
async function runHook(
  rounds: readonly (readonly [status: string, container: string])[],
  { limit = '600', log = 'ERROR: wrong password' } = {},
) {
  writeFileSync(join(folder, 'hook.sh'), fillTemplate(template, { readyUrl: 'http://127.0.0.1:9000/health/ready', limit }));
  const cases = (pick: (round: readonly [string, string]) => string) =>
    rounds.map((round, index) => `  ${index === rounds.length - 1 ? '*' : index}) printf '%s' '${pick(round)}' ;;`).join('\n');
  const now = `now=$(cat ${folder}/now)`;
  writeFileSync(join(folder, 'now'), '0');
  program('curl', `${now}\ncase $((now / 2)) in\n${cases(([status]) => status)}\nesac\n[ "$5" != 000 ]`);
  program(
    'docker',
    `${now}
case "$1" in
  ps) [ "$(case $((now / 2)) in\n${cases(([, container]) => container)}\nesac)" = '' ] || printf 'c0ffee\\nolder\\n' ;;
  inspect) case $((now / 2)) in\n${cases(([, container]) => container)}\nesac ;;
  logs) [ "$4" = c0ffee ] && echo '${log}' ;;
esac`,
  );
  program('date', `cat ${folder}/now`);
  program('sleep', `${now}\nprintf '%s' $((now + $1)) > ${folder}/now`);
  const { exitCode, stdout, stderr } = await execa('sh', [join(folder, 'hook.sh')], {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    reject: false,
  });
  return { exitCode, stdout, stderr: stderr.split('\n'), seconds: Number(readFileSync(join(folder, 'now'), 'utf8')) };
}

describe('the hook that waits for Keycloak', () => {
  test('ends when Keycloak is ready, though its container came late', async () => {
    const rounds = [
      ['000', ''],
      ['000', '0 running 0'],
      ['503', '0 running 0'],
      ['200', '0 running 0'],
    ] as const;
    expect(await runHook(rounds)).toMatchObject({ exitCode: 0, stdout: 'kc-eb: Keycloak is ready after 6 s' });
  });

  test.each([
    ['waits to start again', [['000', '0 running 0'], ['000', '1 restarting 2']], 'has ended with exit code 2'],
    ['has ended', [['000', '0 running 0'], ['000', '0 exited 1']], 'has ended with exit code 1'],
    ['was started again', [['000', '3 running 0'], ['000', '4 running 0']], 'has ended, and Docker has started it again'],
  ] as const)('fails with its last lines when the container %s', async (_what, rounds, reason) => {
    expect(await runHook(rounds)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: [`kc-eb: Keycloak ${reason}. Its last lines:`, 'kc-eb> ERROR: wrong password'],
      seconds: 2,
    });
  });

  test('accepts a container that Docker had started again before this deployment', async () => {
    expect(await runHook([['000', '3 running 0'], ['200', '3 running 0']])).toMatchObject({ exitCode: 0 });
  });

  const race = 'ERROR: relation "databasechangelog" already exists [Failed SQL: (0) CREATE TABLE public.databasechangelog';

  test.each([
    race,
    'ERROR: Table `DATABASECHANGELOG` already exists',
    'ERROR: Multiple primary key defined',
    'ERROR: duplicate key value violates unique constraint "pg_type_typname_nsp_index"',
    'ERROR: Duplicate entry for key REALM.UK_ORVSDMLA56612EAEFIQ6WL5OI',
  ])('waits for the start after the loss of a race to create the tables: %s', async (log) => {
    const rounds = [
      ['000', '3 running 0'],
      ['000', '4 restarting 1'],
      ['000', '4 running 0'],
      ['200', '4 running 0'],
    ] as const;
    expect(await runHook(rounds, { log })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Keycloak is ready after 6 s') as string,
    });
  });

  test.each([
    ['waits to start a third time', [['000', '0 running 0'], ['000', '1 running 0'], ['000', '2 restarting 1']]],
    ['was started a third time', [['000', '0 running 0'], ['000', '1 running 0'], ['000', '2 running 0']]],
    ['stays ended', [['000', '0 running 0'], ['000', '1 restarting 1'], ['000', '1 exited 1']]],
  ] as const)('fails when Keycloak lost a race, and its container %s', async (_what, rounds) => {
    expect(await runHook(rounds, { log: race })).toMatchObject({ exitCode: 1, seconds: 4 });
  });

  test('fails after the command timeout', async () => {
    const { exitCode, stderr, seconds } = await runHook([['503', '0 running 0']], { limit: '60' });
    expect([exitCode, seconds]).toEqual([1, 60]);
    expect(stderr).toEqual([
      'kc-eb: Keycloak is not ready after 60 s: http://127.0.0.1:9000/health/ready answers 503. Its last lines:',
      'kc-eb> ERROR: wrong password',
    ]);
  });
});
