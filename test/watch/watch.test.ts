import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/commands/status.ts';
import { UserError } from '../../src/base/user-error.ts';
import type { WatchedStatus } from '../../src/watch/snapshot.ts';
import { watchStatus } from '../../src/watch/watch.ts';
import { serviceError } from '../fakes/journal.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';
import { instance, status } from './examples.ts';

interface Shown {
  seconds: number;
  changed: boolean;
  data: {
    status?: string;
    instances?: WatchedStatus['instances'];
    problem: { kind: string; message: string; since: Date } | null;
    events: { message: string }[];
  };
}

let setting: TwoInstances;
/** Returns or throws for the next reads. */
let answer: () => WatchedStatus;
let reads: number;
beforeEach(() => {
  setting = new TwoInstances();
  answer = () => status();
  reads = 0;
});

function at(seconds: number, run: () => void): void {
  setting.clock.at(now + seconds * 1000, run);
}

function failing(error: Error): () => never {
  return () => {
    throw error;
  };
}

/** Watches until Ctrl-C; returns the screens. */
async function watch(seconds: number): Promise<Shown[]> {
  const { deps } = setting;
  const shown: Shown[] = [];
  deps.reporter = {
    emit(event) {
      if (event.type !== 'screen') throw new Error(`${event.type} is not a screen`);
      shown.push({ seconds: setting.seconds, changed: event.changed, data: event.data as Shown['data'] });
    },
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  at(seconds, () => {
    deps.controller.abort(new UserError('interrupted', 'Ctrl-C'));
  });
  await watchStatus(deps, config, () => {
    reads++;
    return new Promise((resolve) => {
      resolve(answer());
    });
  });
  return shown;
}

const changes = (shown: Shown[]): number[] =>
  shown.flatMap(({ changed, seconds }) => (changed ? [seconds] : []));

describe('a screen for each read, until Ctrl-C', () => {
  test('every five seconds, and only the first one is a change', async () => {
    const shown = await watch(21);
    expect(shown.map(({ seconds }) => seconds)).toEqual([0, 5, 10, 15, 20]);
    expect(changes(shown)).toEqual([0]);
    expect(setting.aws.journal.operations(true)).toEqual(Array(5).fill('describeEvents'));
  });

  test('a newer heartbeat is not a change; another size, readiness or a missing one is', async () => {
    const beat = (second: number, changed: object = {}) => {
      const heartbeat = {
        at: new Date(now + second * 1000),
        ready: true,
        size: 2,
        sequence: second,
        ...changed,
      };
      answer = () => status({ instances: [instance(1, { heartbeat })] });
    };
    beat(-1);
    for (const [second, changed] of [
      [29, {}],
      [59, {}],
      [89, { size: 1 }],
      [119, { size: 1, ready: false }],
    ] as const) {
      at(second, () => {
        beat(second, changed);
      });
    }
    at(209, () => {
      answer = () => status({ instances: [instance(1, { heartbeat: undefined })] });
    });
    const shown = await watch(230);
    expect(changes(shown)).toEqual([0, 90, 120, 210]);
    // The age of the last one shows since when it is missing.
    const { instances } = shown.at(-1)?.data ?? { instances: undefined };
    expect(instances?.[0]?.heartbeat).toMatchObject({ at: new Date(now + 119_000), stale: true });
  });

  test('an age in a cause of health is not a change; a number is', async () => {
    const since = (text: string): void => {
      answer = () => status({ causes: [`Initialization completed ${text}.`] });
    };
    since('12 seconds ago and took 2 minutes');
    for (const [second, text] of [
      [4, '17 seconds ago and took 2 minutes'],
      [9, '1 minute ago and took 2 minutes'],
      [14, '2 minutes ago and took 3 minutes'],
    ] as const) {
      at(second, () => {
        since(text);
      });
    }
    expect(changes(await watch(21))).toEqual([0, 15]);
  });

  test('new events are a change, the newest first', async () => {
    at(7, () => {
      setting.beanstalk.addEvent(setting.environment, 'first');
    });
    at(12, () => {
      setting.beanstalk.addEvent(setting.environment, 'second');
    });
    const shown = await watch(21);
    expect(changes(shown)).toEqual([0, 10, 15]);
    expect(
      shown
        .at(-1)
        ?.data.events.map(({ message }) => message)
        .slice(0, 2),
    ).toEqual(['second', 'first']);
  });

  test('at most 20 events are kept', async () => {
    for (let second = 1; second < 50; second++) {
      at(second, () => {
        setting.beanstalk.addEvent(setting.environment, `at ${second}`);
      });
    }
    const { events } = (await watch(60)).at(-1)?.data ?? { events: [] };
    expect(events).toHaveLength(20);
    expect(events[0]?.message).toBe('at 49');
  });
});

describe('a failed read', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  test.each([
    ['a throttle', serviceError('Throttling', 'Rate exceeded'), 'aws'],
    ['expired credentials', serviceError('ExpiredToken', 'The security token is expired'), 'credentials'],
    ['no network', refused, 'aws'],
    ['an environment that is gone', new UserError('usage', 'not found'), 'usage'],
  ])('%s: the last state stays, and the next read repairs it', async (_title, error, kind) => {
    at(4, () => {
      answer = failing(error);
    });
    at(14, () => {
      answer = () => status();
    });
    const shown = await watch(21);
    expect(shown.map(({ data }) => data.problem?.kind)).toEqual([
      undefined,
      kind,
      kind,
      undefined,
      undefined,
    ]);
    expect(shown[2]?.data.problem?.since).toEqual(new Date(now + 5_000));
    expect(shown.map(({ data }) => data.status)).toEqual(Array(5).fill('Ready'));
    expect(changes(shown)).toEqual([0, 5, 15]);
  });

  test('events alone cannot be read: the state is new nevertheless', async () => {
    at(4, () => {
      setting.aws.journal.failNext('describeEvents', serviceError('Throttling', 'Rate exceeded'));
      answer = () => status({ status: 'Updating' });
    });
    const shown = await watch(11);
    expect(shown.map(({ data }) => data.status)).toEqual(['Ready', 'Updating', 'Updating']);
    expect(shown.map(({ data }) => data.problem?.kind)).toEqual([undefined, 'aws', undefined]);
  });

  test.each([
    ['a throttle', serviceError('Throttling', 'Rate exceeded')],
    ['no network', refused],
  ])('%s at the first read does not end it', async (_title, error) => {
    answer = failing(error);
    at(4, () => {
      answer = () => status();
    });
    expect((await watch(6)).map(({ data }) => [data.status, data.problem?.kind])).toEqual([
      [undefined, 'aws'],
      ['Ready', undefined],
    ]);
  });

  test.each([
    ['an environment that does not exist', new UserError('usage', 'not found')],
    ['missing credentials', Object.assign(new Error('none'), { name: 'CredentialsProviderError' })],
    ['a missing permission', serviceError('AccessDenied', 'not authorized')],
  ])('%s at the first read ends it', async (_title, error) => {
    answer = failing(error);
    await expect(watch(60)).rejects.toBe(error);
    expect(reads).toBe(1);
  });

  test('a bug ends it at any time', async () => {
    at(4, () => {
      answer = failing(new TypeError('x is not a function'));
    });
    await expect(watch(60)).rejects.toThrow(TypeError);
    expect(reads).toBe(2);
  });
});

describe('kc-eb status --watch', () => {
  test('heartbeats stop: one state each, with few requests a read', async () => {
    setting.startBoth(now - 12 * minute);
    setting.logs.pageSize = 1_000;
    setting.beatBoth(now - 5 * minute, {}, 3);
    const shown: Shown[] = [];
    setting.deps.reporter = {
      emit(event) {
        if (event.type === 'screen')
          shown.push({ seconds: setting.seconds, changed: event.changed, data: event.data as Shown['data'] });
      },
      ready: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    at(600, () => {
      setting.deps.controller.abort(new UserError('interrupted', 'Ctrl-C'));
    });
    await run(setting.deps, config, { watch: true });
    // The health of the instances has a page for each.
    const calls = setting.aws.journal.operations(true);
    expect(calls).toHaveLength(6 * calls.filter((operation) => operation === 'describeEvents').length);
    expect(setting.logs.requests.length / shown.length).toBeLessThan(4);
    const changed = shown.filter((one) => one.changed);
    expect(changed[0]?.data.instances?.map(({ heartbeat }) => heartbeat?.size)).toEqual([2, 2]);
    expect(changed.at(-1)?.data.instances?.map(({ heartbeat }) => heartbeat?.stale)).toEqual([true, true]);
    expect(changed.length).toBeLessThan(5);
  });
});
