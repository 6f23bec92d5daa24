/** The runner against an account in memory: what it makes, it removes. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { awsTarget } from './aws-target.ts';
import { awsError, FakeAccount } from './fake-account.ts';
import { exitCodeOf } from './judge.ts';
import { fileLedger } from './ledger.ts';
import { Recorder } from './recorder.ts';
import { removeAll, type Result, runSteps } from './run.ts';
import type { Step } from './step.ts';

const folder = mkdtempSync(join(tmpdir(), 'kc-eb-account-run-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const deploy: Step = {
  ...{ name: 'deploy', assumption: 'It deploys.', needs: 'environment' },
  answers: { deployed: { holds: true, meaning: '' } },
  async observe({ clients, application }) {
    await clients.beanstalk.createApplication({ ApplicationName: application });
    return { answer: 'deployed', seen: 'deployed' };
  },
};

let runs = 0;

class Session {
  readonly account = new FakeAccount();
  readonly controller = new AbortController();
  readonly ledger = fileLedger(join(folder, `${(runs += 1)}.jsonl`));
  readonly saved: string[] = [];
  readonly projectFolder = join(tmpdir(), `kc-eb-test-fake${runs}`);
  confirmed = true;

  async run(steps: readonly Step[] = [deploy]): Promise<Result> {
    const { signal } = this.controller;
    const note = (): void => undefined;
    const target = await awsTarget({
      ...{ id: `fake${runs}`, region: 'us-east-1', clients: this.account.clients, pauseMs: 0, signal, note },
      recorder: new Recorder(folder),
    });
    return runSteps({
      ...{ target, steps, signal, note, ledger: this.ledger, hide: note },
      sleep: () => Promise.resolve(),
      confirm: () => Promise.resolve(this.confirmed),
      save: ({ step }) => this.saved.push(step),
    });
  }

  get remains(): string[] {
    return [...this.account.resources, ...this.ledger.pending().map(({ kind }) => `ledger: ${kind}`)];
  }
}

const exitCode = ({ rows, left, outcome }: Result): number =>
  exitCodeOf({ rows, left: left.length, interrupted: outcome === 'interrupted' });

test('the answer no: nothing is created', async () => {
  const session = new Session();
  session.confirmed = false;
  expect(await session.run()).toEqual({ outcome: 'declined', rows: [], left: [] });
  expect(session.account.calls.filter((call) => /create|put|attach|add/.test(call))).toEqual([]);
  expect(session.remains).toEqual([]);
});

test('a whole run: each step is judged and saved, and everything is removed', async () => {
  const session = new Session();
  const result = await session.run();
  expect(result.rows.map(({ verdict }) => verdict)).toEqual(['as assumed']);
  expect(session.saved).toEqual(['deploy']);
  expect(session.account.calls).toContain('beanstalk.createApplication');
  expect(session.remains).toEqual([]);
  expect(existsSync(session.projectFolder)).toBe(false);
  expect(exitCode(result)).toBe(0);
});

test('Ctrl-C at each call: everything is removed, and the exit code is that of Ctrl-C', async () => {
  const whole = new Session();
  await whole.run();
  const last = whole.account.calls.indexOf('beanstalk.createApplication');
  expect(last).toBeGreaterThan(15);
  for (let point = 0; point <= last; point += 1) {
    const session = new Session();
    session.account.before = (_call, index) => {
      if (index === point) session.controller.abort(new Error('Interrupted.'));
    };
    const result = await session.run();
    expect([point, session.remains, exitCode(result)]).toEqual([point, [], 130]);
  }
});

test('a call that fails at each point: everything is removed, and the exit code is not 0', async () => {
  const whole = new Session();
  await whole.run();
  const creating = whole.account.calls.flatMap((call, index) =>
    /\.(create|put|attach|add)/.test(call) ? [index] : [],
  );
  for (const point of creating) {
    const session = new Session();
    session.account.before = (_call, index) => {
      if (index === point) throw awsError('AccessDenied');
    };
    const result = await session.run();
    expect([point, session.remains, exitCode(result)]).toEqual([point, [], 1]);
  }
});

test('a removal that fails is named with its command; the rest is removed, and the next run removes it', async () => {
  const session = new Session();
  session.account.before = (call) => {
    if (call === 'secretsManager.deleteSecret') throw awsError('AccessDenied');
  };
  const result = await session.run();
  expect(result.left.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['secret', 'AccessDenied'],
    ['secret', 'AccessDenied'],
  ]);
  for (const { name, byHand } of result.left) {
    expect(byHand).toContain(`aws --region us-east-1 secretsmanager delete-secret`);
    expect(byHand).toContain(`--secret-id ${name}`);
  }
  expect(session.account.resources.size).toBe(2);
  expect(exitCode(result)).toBe(3);

  session.account.before = () => undefined;
  const runner = { ledger: session.ledger, note: () => undefined, sleep: () => Promise.resolve() };
  const target = { clients: session.account.clients, pauseMs: 0 };
  expect(await removeAll(runner, target, session.ledger.pending())).toEqual([]);
  expect(session.remains).toEqual([]);
});

test('a resource that stays is given up after half an hour', async () => {
  const session = new Session();
  session.account.before = (call) => {
    if (call === 'rds.deleteDBInstance') throw awsError('InvalidDBInstanceStateFault');
  };
  const { left } = await session.run();
  expect(left.map(({ kind }) => kind)).toEqual(['database', 'security group']);
});

test('a crash at each call: the ledger names all that exists', async () => {
  const whole = new Session();
  await whole.run();
  const first = whole.account.calls.indexOf('iam.createRole');
  const last = whole.account.calls.indexOf('beanstalk.createApplication');
  for (let point = first; point <= last; point += 1) {
    const session = new Session();
    // The process ends with the call: it removes nothing.
    session.account.before = (_call, index) => {
      if (index >= point) throw awsError('Crash');
    };
    await session.run();
    session.account.before = () => undefined;
    const runner = { ledger: session.ledger, note: () => undefined, sleep: () => Promise.resolve() };
    await removeAll(runner, { clients: session.account.clients, pauseMs: 0 }, session.ledger.pending());
    expect([point, session.remains]).toEqual([point, []]);
  }
});

test('after a failed deploy, steps that need an environment are not observed', async () => {
  const failing: Step = { ...deploy, observe: () => Promise.reject(new Error('no capacity')) };
  const later: Step = { ...deploy, name: 'later' };
  const result = await new Session().run([failing, later]);
  expect(result.rows.map(({ step, verdict }) => [step, verdict])).toEqual([
    ['deploy', 'failed'],
    ['later', 'not observed'],
  ]);
  expect(exitCode(result)).toBe(1);
});
