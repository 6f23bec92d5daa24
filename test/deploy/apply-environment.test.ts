import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { carryOut } from '../../src/deploy/deploy.ts';
import { createVersion } from '../../src/deploy/application-version.ts';
import { atOnce } from '../../src/deploy/environment-plan.ts';
import { requireVersionEverywhere } from '../../src/deploy/await-version.ts';
import { applyEnvironment } from '../../src/deploy/apply-environment.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { examplePlan } from '../fakes/example-plan.ts';
import { serviceError } from '../fakes/journal.ts';

const first = examplePlan();
const label = first.version.label;
const EnvironmentName = 'id-prod';
const wait = { wait: true };

/** The first deployment exists; `other` is a version that somebody else may deploy. */
async function standing(): Promise<DeployingDeps> {
  const deps = new DeployingDeps();
  await carryOut(deps, first);
  await createVersion(deps, { ...first, version: other.version });
  deps.aws.journal.calls.length = 0;
  deps.reporter.events.length = 0;
  return deps;
}

const other = examplePlan({
  version: { label: '26.7.3-dddddddddddd', key: 'kc-eb/id/26.7.3-dddddddddddd.zip' },
});
const busy = { ...first, environment: { ...first.environment, action: 'wait' as const } };

/** Asked of the environment. */
function changesOf({ aws }: DeployingDeps): string[] {
  return aws.journal.operations().filter((operation) => operation.endsWith('Environment'));
}

function labels({ aws }: DeployingDeps): string[] {
  return aws.beanstalkFake.environment(EnvironmentName).instances.map(({ deployment }) => deployment.label);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error('expected a UserError', { cause: error });
}

test('after an operation, the host name of the environment is read again: others may have swapped it', async () => {
  const deps = await standing();
  const { landed } = await applyEnvironment(deps, { ...first, version: other.version }, wait);
  expect(landed?.instances).toHaveLength(2);
  expect(landed?.cname).toBeUndefined();
});

test('a version that runs is deployed again on request, once', async () => {
  const deps = await standing();
  const again = { ...first, environment: { ...first.environment, redeploy: true as const } };
  await applyEnvironment(deps, again, wait);
  expect(changesOf(deps)).toEqual(['updateEnvironment']);
  expect(deps.reporter.of('environment-event').map(({ message }) => message)).toContain(
    'Batch 2: Starting application deployment on instance(s) [i-00000000000000002].',
  );
  await applyEnvironment(deps, first, wait);
  expect(changesOf(deps)).toEqual(['updateEnvironment']);
});

test('the call before a version does not wait for that version', async () => {
  const deps = await standing();
  const fake = deps.aws.beanstalkFake.environment(EnvironmentName);
  const together = { ...first, environment: atOnce(first.environment) };
  await applyEnvironment(deps, together, wait);
  fake.failure = 'Engine execution has encountered an error.';
  await failure(applyEnvironment(deps, { ...together, version: other.version }, wait));
  // Beanstalk has reverted the label, and both instances are left without a version.
  expect(fake.versionLabel).toBe(label);
  expect(fake.instances.map(({ deployment }) => deployment.status)).not.toContain('Deployed');
  expect((await applyEnvironment(deps, first, wait)).outcome).toBe('done');
  expect(fake.instances.map(({ deployment }) => deployment.status)).toEqual(['Deployed', 'Deployed']);
});

describe('an environment that is busy', () => {
  test("with somebody else's version is waited for, and then brought to ours", async () => {
    const deps = await standing();
    await deps.aws.beanstalkFake.updateEnvironment({ EnvironmentName, VersionLabel: other.version.label });
    expect((await applyEnvironment(deps, busy, wait)).outcome).toBe('done');
    expect(labels(deps)).toEqual([label, label]);
    expect(changesOf(deps)).toEqual(['updateEnvironment', 'updateEnvironment']);
    expect(deps.reporter.of('message')[0]?.text).toMatch(
      /^id-prod is Updating, with version 26\.7\.3-dddddddddddd/,
    );
    expect(deps.reporter.of('environment-event').map(({ message }) => message)).toEqual([
      'Environment update is starting.',
      'Batch 1: Starting application deployment on instance(s) [i-00000000000000001].',
      'Batch 2: Starting application deployment on instance(s) [i-00000000000000002].',
      'Environment update completed successfully.',
      'Environment update is starting.',
      'Batch 1: Starting application deployment on instance(s) [i-00000000000000001].',
      'Batch 2: Starting application deployment on instance(s) [i-00000000000000002].',
      'Environment update completed successfully.',
    ]);
  });

  test('after the facts were read is not a conflict either', async () => {
    const deps = await standing();
    await deps.aws.beanstalkFake.updateEnvironment({ EnvironmentName, VersionLabel: other.version.label });
    const due = { ...first, environment: { ...first.environment, action: 'update' as const } };
    await applyEnvironment(deps, due, wait);
    expect(labels(deps)).toEqual([label, label]);
  });

  test('whose settings somebody else has changed since the plan gets ours', async () => {
    const deps = await standing();
    const Namespace = 'aws:elasticbeanstalk:command';
    const setting = { Namespace, OptionName: 'DeploymentPolicy', Value: 'AllAtOnce' };
    await deps.aws.beanstalkFake.updateEnvironment({ EnvironmentName, OptionSettings: [setting] });
    await deps.clock.sleep(600_000);
    // Nothing was due when it was planned.
    await applyEnvironment(deps, { ...first, environment: { ...first.environment, action: 'none' } }, wait);
    const { settings } = deps.aws.beanstalkFake.environment(EnvironmentName);
    expect(settings.get(`${Namespace} DeploymentPolicy`)?.Value).toBe('Rolling');
  });

  test('with what an earlier run of ours began is only followed', async () => {
    const deps = new DeployingDeps();
    await carryOut(deps, first, { wait: false });
    expect(deps.aws.beanstalkFake.environment(EnvironmentName).status).toBe('Launching');
    await carryOut(deps, first);
    expect(deps.aws.journal.operations().filter((name) => name === 'createEnvironment')).toHaveLength(1);
    expect(labels(deps)).toEqual([label, label]);
  });

  test('with what an earlier run of ours began, which fails: as if it were this run’s', async () => {
    const deps = new DeployingDeps();
    await carryOut(deps, first, { wait: false });
    deps.aws.beanstalkFake.environment(EnvironmentName).failure =
      'Engine execution has encountered an error.';
    const error = await failure(applyEnvironment(deps, busy, wait));
    expect(error.kind).toBe('deployment');
    expect(error.message).toMatch(/Engine execution has encountered an error\.\n/);
    expect(error.message).toMatch(/\nNow i-00000000000000001 runs no finished deployment; i-0/);
  });

  test('and is terminated is created again', async () => {
    const deps = await standing();
    await deps.aws.beanstalkFake.terminateEnvironment({ EnvironmentName });
    await applyEnvironment(deps, busy, wait);
    expect(labels(deps)).toEqual([label, label]);
    expect(changesOf(deps)).toEqual(['terminateEnvironment', 'createEnvironment']);
  });

  test('when Ctrl-C comes: names the request that continues', async () => {
    const deps = await standing();
    await deps.aws.beanstalkFake.updateEnvironment({ EnvironmentName, VersionLabel: other.version.label });
    deps.clock.at(deps.clock.now().getTime() + 10_000, () => {
      deps.controller.abort(new UserError('interrupted', 'Interrupted.'));
    });
    const error = await failure(applyEnvironment(deps, busy, wait));
    expect([error.kind, error.message]).toEqual([
      'interrupted',
      expect.stringMatching(/^Interrupted\..* id-prod \(request 0{8}-\S+\)/),
    ]);
    expect(deps.aws.journal.operations()).toEqual(['updateEnvironment']);
  });

  test('longer than the timeout: fails, and names what continues', async () => {
    const deps = await standing();
    await deps.aws.beanstalkFake.updateEnvironment({ EnvironmentName, VersionLabel: other.version.label });
    const hasty = { ...busy, environment: { ...busy.environment, timeoutMinutes: 0.3 } };
    const error = await failure(applyEnvironment(deps, hasty, wait));
    expect([error.kind, error.message]).toEqual([
      'timeout',
      expect.stringMatching(/^Environment id-prod is still Updating .*\(request 0{8}-/),
    ]);
  });
});

const namespace = 'aws:elasticbeanstalk:application:environment';
const withVariable = [
  ...first.environment.settings,
  { Namespace: namespace, OptionName: 'TZ', Value: 'UTC' },
];

test('a version and settings are two calls where AWS rejects both in one', async () => {
  const deps = await standing();
  const rejected = serviceError(
    'InvalidParameterCombination',
    'You cannot update the application version and make configuration updates at the same time',
  );
  deps.aws.journal.failNext('updateEnvironment', rejected);
  const environment = { ...first.environment, settings: withVariable };
  await applyEnvironment(deps, { ...first, version: other.version, environment }, wait);
  const updates = deps.aws.journal.calls.filter(({ operation }) => operation === 'updateEnvironment');
  expect(updates.map(({ input }) => input)).toMatchObject([
    { VersionLabel: other.version.label, OptionSettings: [{ OptionName: 'TZ' }] },
    { OptionSettings: [{ OptionName: 'TZ' }] },
    { VersionLabel: other.version.label },
  ]);
  expect(labels(deps)).toEqual([other.version.label, other.version.label]);
});

test('without waiting, the calls before the version are followed, and those after it are left', async () => {
  const deps = await standing();
  const settings = withVariable.map((one) =>
    one.OptionName === 'DeploymentPolicy' ? { ...one, Value: 'AllAtOnce' } : one,
  );
  const change = { ...first, version: other.version, environment: { ...first.environment, settings } };
  await applyEnvironment(deps, change, { wait: false });
  expect(changesOf(deps)).toEqual(['updateEnvironment', 'updateEnvironment']);
  expect(deps.aws.beanstalkFake.environment(EnvironmentName)).toMatchObject({
    status: 'Updating',
    versionLabel: other.version.label,
  });
});

describe('following', () => {
  const due = {
    ...first,
    version: other.version,
    environment: { ...first.environment, action: 'update' as const },
  };

  test('another deployment that takes over is reported, not judged', async () => {
    const deps = await standing();
    const { beanstalkFake } = deps.aws;
    // Ready at 70 s; the next poll comes within three seconds.
    deps.clock.at(deps.clock.now().getTime() + 70_500, () => {
      void beanstalkFake.updateEnvironment({ EnvironmentName, VersionLabel: label });
    });
    const error = await failure(applyEnvironment(deps, due, wait));
    expect(error.kind).toBe('conflict');
    expect(error.message).toMatch(/id-prod.*: it is \w+, with version 26\.7\.3-bbbbbbbbbbbb/);
  });

  test('lives through minutes without an answer, not through hours', async () => {
    const deps = await standing();
    const down = serviceError('InternalFailure', 'Internal failure', 500);
    deps.aws.journal.failNext('describeEvents', down, 30);
    await applyEnvironment(deps, due, wait);
    expect(labels(deps)).toEqual([other.version.label, other.version.label]);
    deps.aws.journal.failNext('describeEvents', down, 1_000);
    await expect(applyEnvironment(deps, { ...due, version: first.version }, wait)).rejects.toBe(down);
  });

  test('a permanent error ends it at once', async () => {
    const deps = await standing();
    const denied = serviceError('AccessDeniedException', 'not authorized', 403);
    deps.aws.journal.failNext('describeEvents', denied);
    await expect(applyEnvironment(deps, due, wait)).rejects.toBe(denied);
  });
});

/** Auto Scaling launches a third instance during the update of `label`. */
async function scaledOut(label: string, status: 'In Progress' | 'Deployed'): Promise<DeployingDeps> {
  const deps = await standing();
  const at = new Date(deps.clock.now().getTime() + 1_000);
  const deployment = { ...{ id: 9, label, status }, at };
  const environment = deps.aws.beanstalkFake.environment(EnvironmentName);
  environment.instances.push({ id: 'i-9', privateIp: '10.0.0.9', launchedAt: at, deployment });
  return deps;
}

test.each([
  ['whose first deployment has not ended', first.version.label, 'In Progress'],
  ['with the version from before', 'old', 'Deployed'],
] as const)(
  'an instance that Auto Scaling launches meanwhile, %s, is left out and named',
  async (_, label, status) => {
    const deps = await scaledOut(label, status);
    const now = deps.clock.now().getTime();
    const deadline = now + first.environment.timeoutMinutes * 60_000;
    const instances = await requireVersionEverywhere(deps, first, deadline);
    expect(instances).toHaveLength(2);
    const [warning] = deps.reporter.of('message').filter(({ level }) => level === 'warn');
    expect(warning?.text).toContain('i-9');
    // It stood before this deployment.
    const later = deadline + 600_000;
    expect((await failure(requireVersionEverywhere(deps, first, later))).kind).toBe('deployment');
  },
);
