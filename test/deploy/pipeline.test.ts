import { describe, expect, test } from 'vitest';
import { runSteps, type Step, type StepResult } from '../../src/deploy/pipeline.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { Recorder } from '../fakes/recorder.ts';

const done: StepResult = { outcome: 'done' };

function parts() {
  const controller = new AbortController();
  const log: string[] = [];
  return { clock: new ManualClock(), reporter: new Recorder(), controller, signal: controller.signal, log };
}

/** Takes the time, and logs its start and its end. */
function step(
  { clock, log }: ReturnType<typeof parts>,
  name: string,
  after: string[] = [],
  ends: () => StepResult = () => done,
): Step {
  return {
    name,
    title: `Title of ${name}`,
    after,
    async run() {
      log.push(`${name} starts`);
      await clock.sleep(1_000);
      log.push(`${name} ends`);
      return ends();
    },
  };
}

describe('the order of steps', () => {
  test('a step starts when those that it needs have ended, and others run at the same time', async () => {
    const deps = parts();
    await runSteps([step(deps, 'a'), step(deps, 'b'), step(deps, 'c', ['a', 'b'])], deps);
    expect(deps.log.slice(0, 2)).toEqual(['a starts', 'b starts']);
    expect(deps.log.slice(-2)).toEqual(['c starts', 'c ends']);
  });

  test('a step that needs a later or unknown one is a bug', async () => {
    const deps = parts();
    await expect(runSteps([step(deps, 'a', ['b']), step(deps, 'b')], deps)).rejects.toThrow(/a needs b/);
    expect(deps.log).toEqual([]);
  });
});

describe('a failure', () => {
  const broken = new Error('broken');
  const fails = () => {
    throw broken;
  };

  test('is thrown when the running steps have ended; no further step starts', async () => {
    const deps = parts();
    const slow = { ...step(deps, 'slow'), run: () => deps.clock.sleep(60_000).then(() => done) };
    const steps = [step(deps, 'a', [], fails), slow, step(deps, 'b', ['a']), step(deps, 'c', ['slow'])];
    await expect(runSteps(steps, deps)).rejects.toBe(broken);
    expect(deps.reporter.steps()).toEqual(['a failed', 'slow done']);
    expect(deps.log).toEqual(['a starts', 'a ends']);
  });

  test('of two, the first is thrown', async () => {
    const deps = parts();
    const later = () => {
      throw new Error('later');
    };
    const steps = [step(deps, 'a', [], fails), step(deps, 'b', [], later)];
    await expect(runSteps(steps, deps)).rejects.toBe(broken);
    expect(deps.reporter.of('step-failed').map(({ message }) => message)).toEqual(['broken', 'later']);
  });

  test('after Ctrl-C is reported as interrupted, and no further step starts', async () => {
    const deps = parts();
    const reason = new Error('SIGINT');
    const interrupted = step(deps, 'a', [], () => {
      deps.controller.abort(reason);
      throw new Error('docker was killed');
    });
    await expect(runSteps([interrupted, step(deps, 'b', ['a'])], deps)).rejects.toThrow('docker was killed');
    expect(deps.reporter.of('step-failed')).toMatchObject([{ step: 'a', message: 'interrupted' }]);
    await expect(runSteps([step(deps, 'c')], deps)).rejects.toBe(reason);
    expect(deps.reporter.of('step-started').map(({ step }) => step)).toEqual(['a']);
  });
});

test('reporters get name, title, outcome, detail and seconds', async () => {
  const deps = parts();
  await runSteps([step(deps, 'a', [], () => ({ outcome: 'already', detail: 'as before' }))], deps);
  expect(deps.reporter.events).toEqual([
    { type: 'step-started', step: 'a', title: 'Title of a' },
    {
      ...{ type: 'step-done', step: 'a', title: 'Title of a' },
      ...{ outcome: 'already', detail: 'as before', seconds: 1 },
    },
  ]);
});
