import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { metadataKey } from '../../src/deploy/update-plan.ts';
import { UserError } from '../../src/base/user-error.ts';
import { carryOut } from '../../src/deploy/deploy.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { examplePlan } from '../fakes/example-plan.ts';
import { serviceError } from '../fakes/journal.ts';

const first = examplePlan();
const next = examplePlan({
  image: { action: 'none' },
  proxy: { action: 'none' },
  version: { label: '26.7.3-cccccccccccc', key: 'kc-eb/id/26.7.3-cccccccccccc.zip' },
  environment: { action: 'update', reasons: ['version'] },
});
const throttled = serviceError('ThrottlingException', 'Rate exceeded');

function storedKeys({ aws }: DeployingDeps): string[] {
  return [...(aws.s3Fake.buckets.get('elasticbeanstalk-us-east-1-123456789012')?.keys() ?? [])];
}

function labels(deps: DeployingDeps): string[] {
  return deps.aws.beanstalkFake
    .environment('id-prod')
    .instances.map(({ deployment }) => `${deployment.label} ${deployment.status}`);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error('expected a UserError', { cause: error });
}

describe('into an empty account', () => {
  test('everything is made, and every instance runs the version', async () => {
    const deps = new DeployingDeps();
    await carryOut(deps, first);
    expect(deps.aws.ecrFake.repositories).toEqual(
      new Map([['id/keycloak', ['26.7.3-aaaaaaaaaaaa', 'nginx-cccccccccccc']]]),
    );
    expect(deps.aws.logsFake.retention).toEqual(
      new Map([
        ['/aws/elasticbeanstalk/id-prod/cluster', 30],
        ['/aws/elasticbeanstalk/id-prod/keycloak', 30],
        ['/aws/elasticbeanstalk/id-prod/nginx', 30],
      ]),
    );
    expect(storedKeys(deps)).toEqual([
      'kc-eb/id/26.7.3-bbbbbbbbbbbb.zip',
      metadataKey(first.version.key, {}),
      'kc-eb/id/id-prod.settings.json',
    ]);
    expect(labels(deps)).toEqual(['26.7.3-bbbbbbbbbbbb Deployed', '26.7.3-bbbbbbbbbbbb Deployed']);
    expect(deps.reporter.steps().toSorted()).toEqual([
      'compatibility done',
      'environment done',
      'image done',
      'log-groups done',
      'proxy done',
      'push done',
      'push-proxy done',
      'repository done',
      'version done',
    ]);
    expect(deps.reporter.of('environment-event').at(-1)?.message).toBe(
      'Successfully launched environment: id-prod',
    );
  });

  test('locally the base image is there before the build, whichever release kc-eb.yaml names by now', async () => {
    const deps = new DeployingDeps();
    const order: string[] = [];
    deps.local = {
      ...{ endpoint: 'http://127.0.0.1:4599', url: 'http://localhost:8080', adminPasswordArn: 'arn' },
      instanceProfile: 'local-profile',
      database: { host: '10.0.0.5', port: 5432, username: 'keycloak', passwordArn: 'arn' },
      provideBaseImage: (from) => {
        order.push(from, ...deps.engine.runs.map(([verb = '']) => verb));
        return Promise.resolve({ outcome: 'done' as const, detail: from });
      },
    };
    await carryOut(deps, first);
    expect(order).toEqual(['quay.io/keycloak/keycloak:26.7.3', 'nginx@sha256:0']);
    expect(deps.reporter.steps()).toContain('base-image done');
  });

  test('the engine gets argument lists, the password by standard input, and its context is removed', async () => {
    const deps = new DeployingDeps();
    await carryOut(deps, first);
    const ofImage = deps.engine.runs.filter((argv) => !argv.includes(first.proxy.uri) && argv[0] !== 'run');
    expect(ofImage.slice(0, 3)).toEqual([
      ['build', '--platform', 'linux/amd64', '--tag', first.image.uri, '/tmp/stage-1'],
      ['login', '--username', 'AWS', '--password-stdin', first.image.registry],
      ['push', first.image.uri],
    ]);
    expect(deps.files.staged.size).toBe(0);
  });

  test('Keycloak gives its metadata while its image is pushed', async () => {
    const deps = new DeployingDeps();
    const metadata = (): boolean => deps.engine.runs.some(([verb]) => verb === 'run');
    deps.engine.onPush = async () => {
      for (let turn = 0; turn < 1000 && !metadata(); turn++) await setImmediate();
      expect(metadata()).toBe(true);
    };
    await carryOut(deps, first);
    expect(deps.engine.runs.filter(([verb]) => verb === 'push')).toHaveLength(2);
  });

  test("the engine's lines belong to the step of their image", async () => {
    const deps = new DeployingDeps();
    await carryOut(deps, first);
    expect(deps.reporter.of('step-output').map(({ step }) => step)).toEqual(
      expect.arrayContaining(['image', 'proxy']),
    );
  });

  test('without an engine nothing is made', async () => {
    const deps = new DeployingDeps();
    deps.engine.absent = new UserError('engine', 'No container engine');
    expect(await failure(carryOut(deps, first))).toBe(deps.engine.absent);
    expect(deps.aws.journal.operations()).toEqual([]);
  });

  test('a failed build leaves no environment behind, and its context is removed', async () => {
    const deps = new DeployingDeps();
    const refused = new UserError('engine', 'docker build failed');
    deps.engine.failNext('build', refused);
    expect(await failure(carryOut(deps, first))).toBe(refused);
    expect(deps.aws.journal.operations()).not.toContain('createEnvironment');
    expect(deps.files.staged.size).toBe(0);
  });
});

describe('what somebody else has made meanwhile', () => {
  test('is used unchanged', async () => {
    const deps = new DeployingDeps();
    const { aws } = deps;
    await aws.ecrFake.createRepository({ repositoryName: 'id/keycloak' });
    await aws.logsFake.createLogGroup({ logGroupName: '/aws/elasticbeanstalk/id-prod/keycloak' });
    await carryOut(deps, first);
    expect(labels(deps)).toHaveLength(2);
    expect(aws.logsFake.retention.get('/aws/elasticbeanstalk/id-prod/keycloak')).toBe(30);
  });

  test('is the same version as well: its label is its content', async () => {
    const deps = new DeployingDeps();
    await carryOut(deps, first);
    await carryOut(deps, {
      ...first,
      image: { ...first.image, action: 'none' },
      environment: { ...first.environment, action: 'none' },
    });
    expect(deps.aws.journal.operations().filter((name) => name === 'createApplicationVersion')).toHaveLength(
      2,
    );
    expect(deps.reporter.steps()).not.toContain('version failed');
    expect(storedKeys(deps)).toEqual([
      'kc-eb/id/26.7.3-bbbbbbbbbbbb.zip',
      metadataKey(first.version.key, {}),
      'kc-eb/id/id-prod.settings.json',
    ]);
  });
});

describe('an update', () => {
  async function running(): Promise<DeployingDeps> {
    const deps = new DeployingDeps();
    await carryOut(deps, first);
    deps.aws.journal.calls.length = 0;
    deps.reporter.events.length = 0;
    return deps;
  }

  test('rolls over the instances one after the other, with the existing image', async () => {
    const deps = await running();
    const runs = deps.engine.runs.length;
    await carryOut(deps, next);
    expect(deps.engine.runs.slice(runs).map(([verb]) => verb)).toEqual(['login', 'run', 'login', 'run']);
    expect(labels(deps)).toEqual(['26.7.3-cccccccccccc Deployed', '26.7.3-cccccccccccc Deployed']);
    expect(deps.reporter.of('environment-event').map(({ message }) => message)).toEqual([
      'Environment update is starting.',
      'Batch 1: Starting application deployment on instance(s) [i-00000000000000001].',
      'Batch 2: Starting application deployment on instance(s) [i-00000000000000002].',
      'Environment update completed successfully.',
    ]);
  });

  test('that fails on an instance has the message of Beanstalk', async () => {
    const deps = await running();
    deps.aws.beanstalkFake.environment('id-prod').failure = 'Engine execution has encountered an error.';
    const error = await failure(carryOut(deps, next));
    expect(error.kind).toBe('deployment');
    expect(error.message).toContain('[Instance: i-00000000000000001] Engine execution has encountered');
    expect(labels(deps)).toEqual(['26.7.3-cccccccccccc Failed', '26.7.3-bbbbbbbbbbbb Deployed']);
  });

  test('lives through throttled polls', async () => {
    const deps = await running();
    deps.clock.at(deps.clock.now().getTime() + 10_000, () => {
      deps.aws.journal.failNext('describeEnvironments', throttled, 4);
      deps.aws.journal.failNext('describeEvents', throttled, 4);
    });
    await carryOut(deps, next);
    expect(labels(deps)).toEqual(['26.7.3-cccccccccccc Deployed', '26.7.3-cccccccccccc Deployed']);
  });

  test('of an environment that is terminated meanwhile', async () => {
    const deps = await running();
    deps.clock.at(deps.clock.now().getTime() + 20_000, () => {
      void deps.aws.beanstalkFake.terminateEnvironment({ EnvironmentName: 'id-prod' });
    });
    const error = await failure(carryOut(deps, next));
    expect(error.kind).toBe('deployment');
    expect(error.message).toMatch(/terminated/);
  });

  test('that takes longer than allowed', async () => {
    const deps = await running();
    const error = await failure(
      carryOut(deps, { ...next, environment: { ...next.environment, timeoutMinutes: 0.5 } }),
    );
    expect(error.kind).toBe('timeout');
    expect(error.message).toMatch(/still Updating/);
  });

  test('of a version that Beanstalk cannot process', async () => {
    const deps = await running();
    deps.aws.beanstalkFake.versions.unprocessable.add('26.7.3-cccccccccccc');
    const error = await failure(carryOut(deps, next));
    expect(error.kind).toBe('deployment');
    expect(error.message).toContain('26.7.3-cccccccccccc');
    expect(deps.aws.journal.operations()).not.toContain('updateEnvironment');
  });

  test('that Ctrl-C interrupts ends at once, and Beanstalk continues', async () => {
    const deps = await running();
    deps.clock.at(deps.clock.now().getTime() + 20_000, () => {
      deps.controller.abort(new UserError('interrupted', 'Interrupted.'));
    });
    const error = await failure(carryOut(deps, next));
    expect(error.kind).toBe('interrupted');
    expect(error.message).toMatch(
      /^Interrupted\..* id-prod to 26\.7\.3-cccccccccccc \(request [-0-9a-f]{36}\)/,
    );
    expect(error.hint).toMatch(/kc-eb events --follow.*abort-environment-update/);
    expect(deps.aws.beanstalkFake.environment('id-prod').status).toBe('Updating');
  });
});
