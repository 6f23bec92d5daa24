/** `npm run test:aws` as a process, against Local Beanstalk without an engine: Ctrl-C, and a crash. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { fileLedger } from '../aws-account/ledger.ts';
import { stateHome } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kc-eb-aws-'));
const ledger = fileLedger(join(folder, 'ledger.jsonl'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function start(...flags: string[]): { child: ChildProcess; ended: Promise<number | null> } {
  const own = ['--local', '--reporting-only', '--ledger', ledger.path, '--out', join(folder, 'fixtures')];
  const child = spawn(join(root, 'node_modules/.bin/jiti'), ['test/aws-account/main.ts', ...own, ...flags], {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, XDG_STATE_HOME: stateHome },
  });
  return { child, ended: new Promise((resolve) => child.once('close', resolve)) };
}

/** Resolves when progress has the text; rejects with the progress when the process ends without it. */
function progress(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let read = '';
    child.once('close', () => {
      reject(new Error(read));
    });
    child.stderr?.on('data', (data: Buffer) => {
      read += data.toString();
      if (read.includes(text)) resolve();
    });
  });
}

test('Ctrl-C in a deploy removes the project; after a crash, --clean-up does', async () => {
  const first = start();
  await progress(first.child, 'createEnvironment is starting');
  const [made] = ledger.pending();
  expect(made).toMatchObject({ kind: 'local project' });
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(130);
  expect(existsSync(made?.name ?? '')).toBe(false);
  expect(ledger.pending()).toEqual([]);

  const second = start();
  await progress(second.child, 'createEnvironment is starting');
  second.child.kill('SIGKILL');
  await second.ended;
  const [left] = ledger.pending();
  expect(existsSync(left?.name ?? '')).toBe(true);
  expect(await start('--clean-up').ended).toBe(0);
  expect(existsSync(left?.name ?? '')).toBe(false);
  expect(ledger.pending()).toEqual([]);
  // The crashed run had saved the step before the deploy.
  expect(readdirSync(join(folder, 'fixtures'))).toEqual(['option-space.json']);
  const fixture = JSON.parse(readFileSync(join(folder, 'fixtures/option-space.json'), 'utf8')) as {
    calls: unknown[];
  };
  expect(fixture.calls.length).toBeGreaterThan(20);
}, 120_000);
