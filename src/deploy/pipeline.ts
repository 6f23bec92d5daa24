/** Runs steps as soon as those they need are done: independent ones side by side. */
import { messageOf } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

/** `already`: the work was found done; nothing was changed. */
export interface StepResult {
  outcome: 'done' | 'already';
  detail?: string;
}

export interface Step {
  name: string;
  title: string;
  /** Names of the steps that must be done first. */
  after: readonly string[];
  run(): Promise<StepResult>;
}

/**
 * Resolves when all steps are done. On a failure no further step starts, those running end, and the first
 * error is thrown.
 */
export async function runSteps(
  steps: readonly Step[],
  deps: Pick<Deps, 'reporter' | 'clock' | 'signal'>,
): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const errors: unknown[] = [];
  for (const step of steps) {
    const needed = step.after.map((name) => {
      const promise = running.get(name);
      if (promise === undefined) throw new Error(`step ${step.name} needs ${name}, which is not before it`);
      return promise;
    });
    const start = async () => {
      await Promise.all(needed);
      if (errors.length > 0) return;
      try {
        await runStep(step, deps);
      } catch (error) {
        errors.push(error);
      }
    };
    running.set(step.name, start());
  }
  await Promise.all(running.values());
  if (errors.length > 0) throw errors[0];
}

async function runStep(step: Step, deps: Pick<Deps, 'reporter' | 'clock' | 'signal'>): Promise<void> {
  const { name, title } = step;
  deps.signal.throwIfAborted();
  deps.reporter.emit({ type: 'step-started', step: name, title });
  const started = deps.clock.now().getTime();
  try {
    const { outcome, detail } = await step.run();
    const seconds = (deps.clock.now().getTime() - started) / 1000;
    deps.reporter.emit({ type: 'step-done', step: name, title, outcome, seconds, detail });
  } catch (error) {
    const message = deps.signal.aborted ? 'interrupted' : messageOf(error);
    deps.reporter.emit({ type: 'step-failed', step: name, title, message });
    throw error;
  }
}

/** Emits lines of a subprocess as output of the step. */
export function outputOf({ reporter }: Pick<Deps, 'reporter'>, step: string): (line: string) => void {
  return (line) => {
    reporter.emit({ type: 'step-output', step, line });
  };
}
