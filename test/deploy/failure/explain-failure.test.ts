import { expect, test } from 'vitest';
import { UserError } from '../../../src/base/user-error.ts';
import { explainFailure } from '../../../src/deploy/failure/explain-failure.ts';
import { config, minute, now, TwoInstances } from '../../fakes/two-instances.ts';

const failed = new UserError('deployment', 'Beanstalk could not deploy to id-prod.', { hint: 'Look.' });

async function explain(setting: TwoInstances, error: unknown): Promise<unknown> {
  return explainFailure(setting.deps, config, () => Promise.reject(error as Error)).catch(
    (reason: unknown) => reason,
  );
}

function withoutDatabase(): TwoInstances {
  const setting = new TwoInstances();
  setting.start('i-0a', now - 30 * minute, 'a-1', '[a-1|0] (1) [a-1]');
  setting.line('i-0b', now - minute, 'ERROR: Failed to obtain JDBC connection');
  return setting;
}

test.each(['deployment', 'timeout'] as const)(
  'a failure of kind %s: what kept Keycloak from starting',
  async (kind) => {
    const error = new UserError(kind, 'Too bad.', { hint: 'Look.' });
    expect(await explain(withoutDatabase(), error)).toMatchObject({
      kind,
      message:
        'Too bad.\nBy the nodes\' own logs (database): Keycloak on i-0b cannot use its database: "Failed to obtain JDBC connection".',
      hint: expect.stringMatching(/^Check database\.host.* Look\.$/) as unknown,
    });
  },
);

test('a node that is not ready, because it is alone: what keeps the nodes apart', async () => {
  const setting = new TwoInstances();
  setting.startBridged(now - 12 * minute);
  for (const id of ['i-0a', 'i-0b'])
    setting.beat(id, now, { size: 1, ready: id === 'i-0a', startedAt: now - 12 * minute });
  expect(await explain(setting, failed)).toMatchObject({
    message: expect.stringContaining('(bridge-network)') as unknown,
  });
});

test('what the hook has printed of one instance, whatever Keycloak wrote', async () => {
  const setting = new TwoInstances();
  const group = '/aws/elasticbeanstalk/id-prod/var/log/eb-hooks.log';
  const add = (stream: string, timestamp: number, message: string) => {
    setting.logs.add({ group, stream, timestamp, message });
  };
  add('i-0b', now + 1, 'kc-eb: Keycloak has ended with exit code 1. Its last lines:');
  add('i-0b', now + 2, 'kc-eb> no such file\nkc-eb> the end');
  add('i-0a', now + 3, 'kc-eb> of another instance');
  expect(await explain(setting, failed)).toMatchObject({
    kind: 'deployment',
    message:
      'Beanstalk could not deploy to id-prod.\nKeycloak on i-0b has ended with exit code 1. Its last lines:\n  no such file\n  the end',
    hint: 'Look.',
  });
});

test('nodes that say nothing, logs that cannot be read, and other failures: as it was', async () => {
  expect(await explain(new TwoInstances(), failed)).toBe(failed);
  const unreadable = withoutDatabase();
  unreadable.logs.filterLogEvents = () => Promise.reject(new Error('not authorized'));
  expect(await explain(unreadable, failed)).toBe(failed);
  const held = new UserError('conflict', 'Held.');
  expect(await explain(withoutDatabase(), held)).toBe(held);
});
