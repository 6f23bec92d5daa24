import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/events.ts';
import { serviceError } from '../fakes/journal.ts';
import { config, now, TwoInstances } from '../fakes/two-instances.ts';

function withEvents(...seconds: number[]): TwoInstances {
  const setting = new TwoInstances();
  for (const second of seconds) {
    setting.clock.at(now + second * 1000, () => {
      setting.beanstalk.addEvent(setting.environment, `event at ${second}`);
    });
  }
  return setting;
}

describe('kc-eb events', () => {
  it('shows them oldest first, through all pages', async () => {
    const setting = withEvents(1, 2, 3, 4, 5);
    await setting.clock.sleep(10_000);
    setting.beanstalk.addEvent(setting.environment, 'it broke', { severity: 'ERROR' });
    await run(setting.deps, config, { since: '8s' });
    expect(setting.result?.text).toBe(`2026-11-24T10:00:02.000Z  INFO   event at 2
2026-11-24T10:00:03.000Z  INFO   event at 3
2026-11-24T10:00:04.000Z  INFO   event at 4
2026-11-24T10:00:05.000Z  INFO   event at 5
2026-11-24T10:00:10.000Z  ERROR  it broke`);
  });

  it('reports that no events exist', async () => {
    const setting = withEvents();
    await run(setting.deps, config, {});
    expect(setting.deps.events).toContainEqual({
      type: 'message',
      level: 'info',
      text: expect.stringMatching(/No events .*id-prod/) as unknown,
    });
  });

  it('follows until Ctrl-C, each event once, and is not put off by a throttle', async () => {
    const setting = withEvents(-1, 5, 6, 20, 100, 200);
    await setting.clock.sleep(0);
    const { aws, clock, deps } = setting;
    clock.at(now + 10_000, () => {
      aws.journal.failNext('describeEvents', serviceError('Throttling', 'slow'));
    });
    clock.at(now + 300_000, () => {
      deps.controller.abort(new Error('Ctrl-C'));
    });
    await run(deps, config, { follow: true });
    const texts = deps.events.flatMap((event) => (event.type === 'result' ? [event.text.slice(33)] : []));
    expect(texts).toEqual([
      'event at -1',
      'event at 5',
      'event at 6',
      'event at 20',
      'event at 100',
      'event at 200',
    ]);
  });
});
