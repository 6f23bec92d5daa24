/** Runs the steps, and removes everything that it made: at the end, after an error, after Ctrl-C. */
import { messageOf } from '../../src/base/user-error.ts';
import { hindrance, judge, judgeError, type Row } from './judge.ts';
import type { Entry, Ledger } from './ledger.ts';
import { removalOf, type RemovalContext } from './resources.ts';
import type { Step, StepContext } from './step.ts';
import type { Target } from './target.ts';

export interface Runner {
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** Progress, for stderr. */
  readonly note: (text: string) => void;
  /** Resolves after `ms`; the removal passes no signal. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Left extends Entry {
  readonly reason: string;
  readonly byHand: string;
}

export interface Result {
  /** `declined`: the answer to the question was not yes. */
  readonly outcome: 'done' | 'interrupted' | 'declined';
  readonly rows: readonly Row[];
  readonly left: readonly Left[];
}

export interface Plan extends Runner {
  readonly target: Target;
  readonly steps: readonly Step[];
  readonly confirm: (quote: string) => Promise<boolean>;
  /** Stores the fixtures of a step. */
  readonly save: (row: Row) => void;
  readonly hide: (text: string, replacement: string) => void;
}

export async function runSteps(plan: Plan): Promise<Result> {
  const { target, ledger, signal } = plan;
  const rows: Row[] = [];
  if (target.quote !== undefined && !(await plan.confirm(target.quote))) {
    return { outcome: 'declined', rows, left: [] };
  }
  const mine = (entry: Entry): boolean => entry.pid === process.pid;
  try {
    for (const { kind, name, create } of target.resources) {
      signal.throwIfAborted();
      const { account, region } = target;
      ledger.add({ kind, name, account, region, pid: process.pid });
      if (create !== undefined) plan.note(`creating ${kind} ${name}`);
      await create?.();
    }
    await target.prepare();
    await observeAll(plan, rows);
  } catch (error) {
    if (!signal.aborted) rows.push(judgeError(preparation, error));
  }
  const left = await removeAll(plan, target, ledger.pending().filter(mine));
  return { outcome: signal.aborted ? 'interrupted' : 'done', rows, left };
}

const preparation = { name: 'preparation', assumption: 'The resources can be created.', answers: {} };

async function observeAll(plan: Plan, rows: Row[]): Promise<void> {
  const { target, steps, signal } = plan;
  const context = contextOf(plan);
  const deployed = (): boolean =>
    rows.some(({ step, verdict }) => step === 'deploy' && verdict === 'as assumed');
  for (const step of steps) {
    signal.throwIfAborted();
    plan.note(`${step.name}: ${step.assumption}`);
    const state = {
      environment: step.name === 'deploy' || deployed(),
      instances: target.observer !== undefined,
    };
    const obstacle = hindrance(step, state);
    const StartTime = new Date();
    const row = await observe(step, context, obstacle);
    signal.throwIfAborted();
    // For the fixture; the events of an environment that was never created do not exist.
    if (obstacle === undefined && step.needs !== 'api') await readEvents(target, StartTime);
    plan.note(`${step.name}: ${row.verdict}. ${row.seen}`);
    rows.push(row);
    plan.save(row);
  }
}

async function readEvents({ clients, environment }: Target, StartTime: Date): Promise<void> {
  const input = { EnvironmentName: environment, MaxRecords: 1000, StartTime };
  await clients.beanstalk.describeEvents(input).catch(() => undefined);
}

async function observe(step: Step, context: StepContext, obstacle: string | undefined): Promise<Row> {
  if (obstacle !== undefined) return judge(step, { unobserved: obstacle });
  try {
    return judge(step, await step.observe(context));
  } catch (error) {
    return judgeError(step, error);
  }
}

function contextOf({ target, signal, note, sleep, hide }: Plan): StepContext {
  const { clients, project, application, environment, observer, infrastructure, pauseMs } = target;
  return {
    ...{ clients, project, application, environment, observer, infrastructure, signal, note, hide },
    pause: () => sleep(pauseMs, signal),
    async url() {
      const { Environments: [found] = [] } = await clients.beanstalk.describeEnvironments({
        ...{ EnvironmentNames: [environment], IncludeDeleted: false },
      });
      return `http://${found?.CNAME ?? ''}`;
    },
  };
}

/** Removes entries in their order; a failure is reported and does not stop the rest. */
export async function removeAll(
  { ledger, note, sleep }: Pick<Runner, 'ledger' | 'note' | 'sleep'>,
  { clients, pauseMs }: Pick<Target, 'clients' | 'pauseMs'>,
  entries: readonly Entry[],
): Promise<Left[]> {
  const left: Left[] = [];
  for (const entry of entries) {
    const { remove, byHand } = removalOf(entry.kind);
    note(`removing ${entry.kind} ${entry.name}`);
    try {
      await remove(
        limited(clients, () => sleep(pauseMs)),
        entry.name,
      );
      ledger.removed(entry);
    } catch (error) {
      left.push({ ...entry, reason: messageOf(error), byHand: byHand(entry.name, entry.region) });
    }
  }
  return left;
}

/** Half an hour at AWS's pause: a database and an environment take about ten minutes each. */
const maxPauses = 180;

function limited(clients: Target['clients'], wait: () => Promise<void>): RemovalContext {
  let pauses = 0;
  return {
    clients,
    pause() {
      pauses += 1;
      if (pauses > maxPauses) throw new Error('It still exists after half an hour.');
      return wait();
    },
  };
}
