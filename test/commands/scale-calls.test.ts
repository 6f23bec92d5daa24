/** Calls of each command, by the number of instances: pages as on AWS. */
import { describe, expect, test } from 'vitest';
import { run as status } from '../../src/commands/status.ts';
import type { Config } from '../../src/config/schema.ts';
import { asRelease } from '../fakes/example-config.ts';
import { commandNames, DeployedAccount } from '../fakes/deployed-account.ts';

/** The lists that have the instances on pages; every second page of events of the fake is empty. */
const paged = ['describeInstancesHealth', 'describeEvents'];

describe('calls of AWS', () => {
  test.each(commandNames)('%s: those of 20 instances are those of 2', async (name) => {
    const [two, twenty] = [await DeployedAccount.of(2), await DeployedAccount.of(20)];
    expect(await twenty.run(name)).toEqual(await two.run(name));
  });

  test('status --watch: five reads of 20 instances make the calls of five reads of 2', async () => {
    const counts: number[] = [];
    for (const count of [2, 20]) {
      const account = await DeployedAccount.of(count);
      const controller = new AbortController();
      account.clock.at(account.clock.now().getTime() + 500_000, () => {
        controller.abort(new Error('Ctrl-C'));
      });
      account.aws.journal.calls.length = 0;
      await status({ ...account.deps(), signal: controller.signal }, account.config, { watch: true });
      counts.push(account.aws.journal.calls.length);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  test.each(commandNames)('%s: 200 instances add pages, and no other call', async (name) => {
    const [two, many] = [await DeployedAccount.of(2), await DeployedAccount.of(200)];
    const [few, all] = [await two.run(name), await many.run(name)];
    for (const [operation, count] of Object.entries(all)) {
      const most = paged.includes(operation) ? 4 * (few[operation] ?? 0) : few[operation];
      expect(count, operation).toBeLessThanOrEqual(most ?? 0);
    }
  });

  test('a deployment of a changed project', async () => {
    const changed = (config: Config): Config => ({
      ...config,
      keycloak: { ...config.keycloak, version: asRelease('26.7.4') },
    });
    const [two, many] = [await DeployedAccount.of(2), await DeployedAccount.of(200)];
    const few = await two.run('deploy', changed(two.config));
    const all = await many.run('deploy', changed(many.config));
    expect(all['updateEnvironment']).toBe(few['updateEnvironment']);
    for (const [operation, count] of Object.entries(all))
      expect(count, operation).toBeLessThanOrEqual(
        (paged.includes(operation) ? 4 : 1) * (few[operation] ?? 0),
      );
  });
});
