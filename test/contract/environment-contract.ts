import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import { expect } from 'vitest';
import { awsFailure, type Declare, eventually, type GetSubject, type Subject } from './subject.ts';
import { makeVersion } from './beanstalk-contract.ts';

const ApplicationName = 'contract';
const EnvironmentName = 'contract-env';

const settings: EB.ConfigurationOptionSetting[] = [
  ['aws:autoscaling:asg', 'MinSize', '2'],
  ['aws:autoscaling:asg', 'MaxSize', '4'],
  ['aws:elasticbeanstalk:healthreporting:system', 'SystemType', 'enhanced'],
  ['aws:elasticbeanstalk:command', 'DeploymentPolicy', 'Rolling'],
  ['aws:elasticbeanstalk:command', 'BatchSizeType', 'Fixed'],
  ['aws:elasticbeanstalk:command', 'BatchSize', '1'],
  ['aws:elasticbeanstalk:environment:process:default', 'HealthCheckInterval', '5'],
  ['aws:elasticbeanstalk:application:environment', 'KC_LOG_LEVEL', 'info,org.infinispan:debug'],
  ['aws:elasticbeanstalk:application:environment', 'OLD', 'a $b "c" & d'],
].map(([Namespace, OptionName, Value]) => ({ Namespace, OptionName, Value }));

/** Tests that depend on each other, in order. */
export function environmentContract(get: GetSubject, test: Declare): void {
  let createId: string | undefined;
  let solutionStack = '';

  test('an unknown environment is not found', async () => {
    const beanstalk = await get().aws.beanstalk();
    const none = { EnvironmentNames: [EnvironmentName], IncludeDeleted: false };
    expect(await beanstalk.describeEnvironments(none)).toMatchObject({ Environments: [] });
    const absent = awsFailure('InvalidParameterValue', /No Environment found for EnvironmentName/);
    await expect(beanstalk.updateEnvironment({ EnvironmentName, VersionLabel: 'v1' })).rejects.toEqual(
      absent,
    );
    await expect(beanstalk.terminateEnvironment({ EnvironmentName })).rejects.toEqual(absent);
  });

  test('an environment needs an existing version and solution stack', async () => {
    const subject = get();
    await makeVersion(subject, ApplicationName, 'v1');
    await makeVersion(subject, ApplicationName, 'v2');
    const beanstalk = await subject.aws.beanstalk();
    const { SolutionStacks = [] } = await beanstalk.listAvailableSolutionStacks({});
    solutionStack = SolutionStacks.find((name) => / 2023 v.* running Docker$/.test(name)) ?? '';
    const input = {
      ApplicationName,
      EnvironmentName,
      VersionLabel: 'v1',
      SolutionStackName: solutionStack,
    };
    await expect(beanstalk.createEnvironment({ ...input, VersionLabel: 'absent' })).rejects.toEqual(
      awsFailure('InvalidParameterValue', /No Application Version named 'absent' found/),
    );
    await expect(
      beanstalk.createEnvironment({ ...input, SolutionStackName: '64bit Windows' }),
    ).rejects.toEqual(awsFailure('InvalidParameterValue', /No Solution Stack named/));
  });

  test('during its launch it rejects updates, and its name is in use', async () => {
    const subject = get();
    const beanstalk = await subject.aws.beanstalk();
    const input = {
      ApplicationName,
      EnvironmentName,
      VersionLabel: 'v1',
      SolutionStackName: solutionStack,
      Tier: { Name: 'WebServer', Type: 'Standard' },
      OptionSettings: settings,
    };
    const created = await beanstalk.createEnvironment(input);
    createId = created.$metadata.requestId;
    expect(created).toMatchObject({ EnvironmentName, ApplicationName, Status: 'Launching' });
    expect(created.EnvironmentId).toMatch(/^e-[a-z0-9]{10}$/);
    await expect(beanstalk.updateEnvironment({ EnvironmentName, VersionLabel: 'v2' })).rejects.toEqual(
      awsFailure('InvalidParameterValue', /invalid state for this operation\. Must be Ready/),
    );
    await expect(beanstalk.createEnvironment(input)).rejects.toEqual(
      awsFailure('InvalidParameterValue', /Environment contract-env already exists/),
    );
  });

  test('it becomes Ready, with every instance on the version', async () => {
    const subject = get();
    const environment = await untilReady(subject);
    expect(environment).toMatchObject({
      VersionLabel: 'v1',
      SolutionStackName: solutionStack,
      CNAME: expect.any(String) as unknown,
    });
    const instances = await deployments(subject);
    expect(instances.map(({ label, status }) => `${label} ${status}`)).toEqual([
      'v1 Deployed',
      'v1 Deployed',
    ]);
    const { EnvironmentResources } = await (
      await subject.aws.beanstalk()
    ).describeEnvironmentResources({ EnvironmentName });
    const ids = EnvironmentResources?.Instances?.map(({ Id = '' }) => Id) ?? [];
    expect(ids.sort()).toEqual(instances.map(({ id }) => id).sort());
    expect(ids.every((id) => /^i-[0-9a-f]{17}$/.test(id))).toBe(true);
  });

  test('its settings are the sent ones, unchanged, and the defaults', async () => {
    expect(await currentSettings(get())).toMatchObject({
      MinSize: '2',
      SystemType: 'enhanced',
      DeploymentPolicy: 'Rolling',
      HealthCheckInterval: '5',
      Cooldown: '360',
      KC_LOG_LEVEL: 'info,org.infinispan:debug',
      OLD: 'a $b "c" & d',
    });
  });

  test('its events carry the request id, the newest first, from StartTime on', async () => {
    const subject = get();
    const beanstalk = await subject.aws.beanstalk();
    const { Events = [] } = await beanstalk.describeEvents({ EnvironmentName });
    const own = Events.filter(({ RequestId }) => RequestId === createId);
    expect(own.length).toBeGreaterThan(2);
    expect(own.at(-1)?.Message).toMatch(/createEnvironment is starting/);
    expect(own[0]?.Message).toMatch(/Successfully launched environment: contract-env/);
    expect(own.every(({ Severity }) => Severity === 'INFO' || Severity === 'WARN')).toBe(true);
    const dates = Events.map(({ EventDate }) => EventDate?.getTime() ?? 0);
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));

    const StartTime = own[0]?.EventDate;
    const recent = await beanstalk.describeEvents({ EnvironmentName, ...(StartTime && { StartTime }) });
    expect(recent.Events?.map(({ Message }) => Message)).toContain(own[0]?.Message);
    expect(recent.Events?.length).toBeLessThan(Events.length);
    const byRequest = await beanstalk.describeEvents({ RequestId: createId });
    expect(byRequest.Events?.length).toBe(own.length);
    expect((await beanstalk.describeEvents({ RequestId: 'absent' })).Events).toEqual([]);
  });

  test('events come in pages', async () => {
    const beanstalk = await get().aws.beanstalk();
    const { Events: all = [] } = await beanstalk.describeEvents({ EnvironmentName, MaxRecords: 1000 });
    const first = await beanstalk.describeEvents({ EnvironmentName, MaxRecords: 2 });
    const second = await beanstalk.describeEvents({
      EnvironmentName,
      MaxRecords: 2,
      NextToken: first.NextToken,
    });
    const messages = (events: EB.EventDescription[] = []) => events.map(({ Message }) => Message);
    expect([...messages(first.Events), ...messages(second.Events)]).toEqual(messages(all.slice(0, 4)));
  });

  test('one update changes version and settings, and ends with every instance on the version', async () => {
    const subject = get();
    const beanstalk = await subject.aws.beanstalk();
    const before = await deployments(subject);
    const namespace = 'aws:elasticbeanstalk:application:environment';
    const updated = await beanstalk.updateEnvironment({
      ApplicationName,
      EnvironmentName,
      VersionLabel: 'v2',
      OptionSettings: [{ Namespace: namespace, OptionName: 'KC_LOG_LEVEL', Value: 'warn' }],
      OptionsToRemove: [
        { Namespace: namespace, OptionName: 'OLD' },
        {
          Namespace: 'aws:elasticbeanstalk:environment:process:default',
          OptionName: 'HealthCheckInterval',
        },
      ],
    });
    expect(updated).toMatchObject({ EnvironmentName, Status: 'Updating', VersionLabel: 'v2' });
    expect((await untilReady(subject)).VersionLabel).toBe('v2');
    const after = await deployments(subject);
    expect(after.map(({ label, status }) => `${label} ${status}`)).toEqual(['v2 Deployed', 'v2 Deployed']);
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    const newest = Math.max(...before.map(({ deployment }) => deployment));
    expect(Math.min(...after.map(({ deployment }) => deployment))).toBeGreaterThan(newest);
    const current = await currentSettings(subject);
    expect(current.KC_LOG_LEVEL).toBe('warn');
    expect(current).not.toHaveProperty('OLD');
    // A removed option has its default again.
    expect(current.HealthCheckInterval).toBe('15');
    const { Events = [] } = await beanstalk.describeEvents({ RequestId: updated.$metadata.requestId });
    expect(Events.at(-1)?.Message).toMatch(/Environment update is starting/);
    expect(Events[0]?.Message).toMatch(/Environment update completed successfully/);
  });

  test('health reports need enhanced health', async () => {
    const subject = get();
    const beanstalk = await subject.aws.beanstalk();
    const basic = { ApplicationName, EnvironmentName: 'contract-basic' };
    await beanstalk.createEnvironment({ ...basic, VersionLabel: 'v1', SolutionStackName: solutionStack });
    const refused = awsFailure('InvalidRequestException');
    const { EnvironmentName: name } = basic;
    await expect(
      beanstalk.describeInstancesHealth({ EnvironmentName: name, AttributeNames: ['All'] }),
    ).rejects.toEqual(refused);
    await expect(
      beanstalk.describeEnvironmentHealth({ EnvironmentName: name, AttributeNames: ['All'] }),
    ).rejects.toEqual(refused);
    expect(
      await beanstalk.describeEnvironmentHealth({ EnvironmentName, AttributeNames: ['All'] }),
    ).toMatchObject({ EnvironmentName, Status: 'Ready', Color: 'Green' });
  });

  test('a terminated environment is found only with IncludeDeleted', async () => {
    const subject = get();
    const beanstalk = await subject.aws.beanstalk();
    const { Status, $metadata } = await beanstalk.terminateEnvironment({ EnvironmentName });
    expect(Status).toBe('Terminating');
    const find = async (IncludeDeleted: boolean) =>
      (await beanstalk.describeEnvironments({ EnvironmentNames: [EnvironmentName], IncludeDeleted }))
        .Environments ?? [];
    await eventually(
      subject,
      () => find(false),
      (found) => found.length === 0,
    );
    expect(await find(true)).toMatchObject([{ EnvironmentName, Status: 'Terminated' }]);
    const { Events = [] } = await beanstalk.describeEvents({ RequestId: $metadata.requestId });
    expect(Events.at(-1)?.Message).toMatch(/terminateEnvironment is starting/);
    expect(Events[0]?.Message).toMatch(/terminateEnvironment completed successfully/);
    await expect(beanstalk.updateEnvironment({ EnvironmentName, VersionLabel: 'v1' })).rejects.toEqual(
      awsFailure('InvalidParameterValue', /No Environment found for EnvironmentName/),
    );
  });
}

function untilReady(subject: Subject): Promise<EB.EnvironmentDescription> {
  const ask = async () => {
    const { Environments = [] } = await (
      await subject.aws.beanstalk()
    ).describeEnvironments({ EnvironmentNames: [EnvironmentName], IncludeDeleted: false });
    return Environments[0] ?? {};
  };
  return eventually(subject, ask, ({ Status }) => Status === 'Ready');
}

async function deployments({ aws }: Subject) {
  const { InstanceHealthList = [] } = await (
    await aws.beanstalk()
  ).describeInstancesHealth({ EnvironmentName, AttributeNames: ['All'] });
  return InstanceHealthList.map(({ InstanceId = '', Deployment }) => ({
    id: InstanceId,
    label: Deployment?.VersionLabel ?? '',
    status: Deployment?.Status ?? '',
    deployment: Deployment?.DeploymentId ?? 0,
  }));
}

/** Option name → value. */
async function currentSettings({ aws }: Subject): Promise<Record<string, string | undefined>> {
  const { ConfigurationSettings = [] } = await (
    await aws.beanstalk()
  ).describeConfigurationSettings({ ApplicationName, EnvironmentName });
  const deployed = ConfigurationSettings.find(({ DeploymentStatus }) => DeploymentStatus === 'deployed');
  return Object.fromEntries(
    deployed?.OptionSettings?.map(({ OptionName = '', Value }) => [OptionName, Value]) ?? [],
  );
}
