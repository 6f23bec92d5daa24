/** Option settings that kc-eb has set go when they are wanted no more; those of somebody else stay. */
import { expect, test } from 'vitest';
import { run as rollback } from '../../src/commands/rollback.ts';
import type { Config } from '../../src/config/schema.ts';
import { before, deployed, must } from '../faults/scenarios.ts';
import { eachInStandingWorld } from '../faults/standing-world.ts';
import type { Command, World } from '../faults/world.ts';

const processes = 'aws:elasticbeanstalk:environment:process:default';
const asg = 'aws:autoscaling:asg';
const withInterval = (value: string): Config => ({
  ...before,
  options: { [processes]: { HealthCheckInterval: value } },
});
const tuned: Config = {
  ...before,
  options: { [processes]: { HealthCheckInterval: '5' }, [asg]: { Cooldown: '60' } },
};
const defaults = [`${processes} HealthCheckInterval=15`, `${asg} Cooldown=360`];
const rolledBack: Command = (deps) => rollback(deps, before, { verify: true });

let world: World;

interface State {
  environments: { settings: string[][] }[];
  objects: Record<string, { settings: { OptionName: string; Value: string }[] }>;
}

async function settings(): Promise<string[]> {
  const { environments } = (await world.endState()) as unknown as State;
  return environments[0]?.settings[0] ?? [];
}

/** Values of an option in kc-eb's record. */
async function remembered(option: string): Promise<string[]> {
  const { objects } = (await world.endState()) as unknown as State;
  const record = Object.entries(objects).find(([key]) => key.endsWith('/kc-eb/id/id-prod.settings.json'));
  const own = record?.[1].settings ?? [];
  return own.filter(({ OptionName }) => OptionName === option).map(({ Value }) => Value);
}

async function resultOf(command: Command): Promise<string> {
  const { ended, error, reporter } = await world.run(command);
  if (ended !== 'done') throw new Error(`it ended as ${ended}`, { cause: error });
  return reporter.of('result')[0]?.text ?? '';
}

eachInStandingWorld((fresh) => {
  world = fresh;
});

test('a rollback removes the settings that the update added', async () => {
  await must(world, deployed(tuned));
  expect(await settings()).toEqual(
    expect.arrayContaining([`${processes} HealthCheckInterval=5`, `${asg} Cooldown=60`]),
  );
  expect(await resultOf(rolledBack)).toMatch(/^Rolled back: /);
  expect(await settings()).toEqual(expect.arrayContaining(defaults));
  expect(await resultOf(rolledBack)).toMatch(/^Nothing to do: /);
});

test('an option deleted from kc-eb.yaml goes back to its default; what was set in the console stays', async () => {
  await must(world, deployed(tuned));
  await must(world, async ({ aws, clock }) => {
    const beanstalk = await aws.beanstalk();
    const EnvironmentName = before.environment;
    await beanstalk.updateEnvironment({
      EnvironmentName,
      OptionSettings: [
        { Namespace: 'aws:elbv2:loadbalancer', OptionName: 'IdleTimeout', Value: '90' },
        { Namespace: asg, OptionName: 'Cooldown', Value: '70' },
      ],
    });
    const isReady = async (): Promise<boolean> => {
      const found = await beanstalk.describeEnvironments({ EnvironmentNames: [EnvironmentName] });
      return found.Environments?.[0]?.Status === 'Ready';
    };
    while (!(await isReady())) await clock.sleep(1_000);
  });
  expect(await resultOf(deployed(before))).toMatch(/^id-prod runs /);
  expect(await settings()).toEqual(
    expect.arrayContaining([
      `${processes} HealthCheckInterval=15`,
      `${asg} Cooldown=70`,
      'aws:elbv2:loadbalancer IdleTimeout=90',
    ]),
  );
  expect(await resultOf(deployed(before))).toMatch(/^Nothing to do: /);
});

test('one that had the default as its value is removed once, not with every deploy', async () => {
  await must(world, deployed(withInterval('15')));
  expect(await remembered('HealthCheckInterval')).toEqual(['15']);
  expect(await resultOf(deployed(before))).toMatch(/^id-prod runs /);
  expect(await remembered('HealthCheckInterval')).toEqual([]);
  expect(await resultOf(deployed(before))).toMatch(/^Nothing to do: /);
});

test('after a crash before the call, the value of before is still known as its own', async () => {
  await must(world, deployed(withInterval('5')));
  const update = { point: 'elasticbeanstalk UpdateEnvironment #1', fault: 'killed before' } as const;
  expect((await world.run(deployed(withInterval('7')), update)).ended).toBe('killed');
  expect(await remembered('HealthCheckInterval')).toEqual(['5', '7']);
  await must(world, deployed(before));
  expect(await settings()).toContain(`${processes} HealthCheckInterval=15`);
});

test("a record that is not kc-eb's is named", async () => {
  await must(world, async ({ aws }) => {
    const { S3Bucket: Bucket } = await (await aws.beanstalk()).createStorageLocation({});
    await (await aws.s3()).putObject({ Bucket, Key: 'kc-eb/id/id-prod.settings.json', Body: '[]' });
  });
  const { error } = await world.run(deployed(before));
  expect(error).toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/\/kc-eb\/id\/id-prod\.settings\.json/) as unknown,
    hint: expect.stringMatching(/^Delete it: /) as unknown,
  });
});
