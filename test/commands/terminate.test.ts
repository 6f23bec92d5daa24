import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/terminate.ts';
import { interruption } from '../../src/base/interrupts.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';

/** Its termination takes 30 seconds. */
function setUp(): TwoInstances {
  const setting = new TwoInstances();
  setting.startBoth(now - 12 * minute);
  setting.logs.add({
    group: '/aws/elasticbeanstalk/id-prod-2/keycloak',
    stream: 'i-1',
    timestamp: now,
    message: 'x',
  });
  return setting;
}

async function groups({ logs }: TwoInstances): Promise<(string | undefined)[]> {
  const pages = [await logs.describeLogGroups({}), await logs.describeLogGroups({ nextToken: '1' })];
  return pages.flatMap(({ logGroups }) => logGroups.map(({ logGroupName }) => logGroupName));
}

describe('kc-eb terminate', () => {
  it('follows the environment to its end and lists what stays', async () => {
    const setting = setUp();
    await run(setting.deps, config, { yes: true });
    expect(setting.aws.journal.operations()).toEqual(['terminateEnvironment']);
    expect(setting.seconds).toBeGreaterThanOrEqual(30);
    expect(setting.deps.events).toContainEqual(
      expect.objectContaining({
        type: 'environment-event',
        message: 'terminateEnvironment completed successfully.',
      }),
    );
    expect(setting.result?.text).toMatch(/^id-prod is terminated\. Kept: application id .*\n.*--delete-logs/);
    expect(await groups(setting)).toHaveLength(2);
  });

  it('deletes its own log groups on demand', async () => {
    const setting = setUp();
    await run(setting.deps, config, { yes: true, deleteLogs: true });
    expect(setting.result?.data).toEqual({
      environment: 'id-prod',
      terminated: true,
      deletedLogGroups: ['/aws/elasticbeanstalk/id-prod/keycloak'],
    });
    expect(await groups(setting)).toEqual(['/aws/elasticbeanstalk/id-prod-2/keycloak']);
  });

  it('follows one that is terminating already', async () => {
    const setting = setUp();
    await setting.beanstalk.terminateEnvironment({ EnvironmentName: 'id-prod' });
    await run(setting.deps, config, { yes: true });
    expect(setting.aws.journal.operations()).toHaveLength(1);
    expect(setting.seconds).toBeGreaterThanOrEqual(30);
  });

  it('is content with one that is gone', async () => {
    const setting = setUp();
    setting.environment.status = 'Terminated';
    await run(setting.deps, config, {});
    expect(setting.aws.journal.operations()).toEqual([]);
    expect(setting.result?.data).toMatchObject({ environment: 'id-prod', terminated: false });
  });

  it('that Ctrl-C interrupts reports what continues, and how to follow that, not a deployment', async () => {
    const setting = setUp();
    setting.clock.at(now + 10_000, () => {
      setting.deps.controller.abort(interruption('terminate'));
    });
    await expect(run(setting.deps, config, { yes: true })).rejects.toMatchObject({
      kind: 'interrupted',
      message: expect.stringMatching(/^Interrupted\. .* id-prod/) as unknown,
      hint: 'kc-eb terminate again follows it to its end; kc-eb events --follow watches it.',
    });
  });

  it('does not terminate without a terminal or --yes', async () => {
    const setting = setUp();
    await expect(run(setting.deps, config, {})).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('kc-eb terminate --yes') as unknown,
    });
    expect(setting.aws.journal.operations()).toEqual([]);
  });
});
