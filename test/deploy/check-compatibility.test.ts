import { describe, expect, it } from 'vitest';
import { metadataKey } from '../../src/deploy/update-plan.ts';
import { UserError } from '../../src/base/user-error.ts';
import { carryOut } from '../../src/deploy/deploy.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { examplePlan } from '../fakes/example-plan.ts';

const first = examplePlan();
const bucket = 'elasticbeanstalk-us-east-1-123456789012';
const kept = metadataKey(first.version.key, first.update.variables);
const yes = { wait: true, yes: true };
/** Nobody has agreed to interrupt the service. */
const unconfirmed = {
  kind: 'usage',
  message: expect.stringMatching(/id-prod interrupts the service/) as unknown,
  hint: expect.stringContaining('--yes') as unknown,
};

/** The next version of the same release, over what `first` has deployed. */
const next = examplePlan({
  image: { uri: `${first.image.registry}/id/keycloak:26.7.3-dddddddddddd`, tag: '26.7.3-dddddddddddd' },
  version: { label: '26.7.3-cccccccccccc', key: 'kc-eb/id/26.7.3-cccccccccccc.zip' },
  environment: { action: 'update', reasons: ['version'] },
  update: { strategy: 'check', running: first.version.label, runningRelease: first.update.wantedRelease },
});

async function deployed(plan = first): Promise<DeployingDeps> {
  const deps = new DeployingDeps();
  await carryOut(deps, plan);
  return deps;
}

const properties = 'aws:elasticbeanstalk:application:environment';

/** The first deployment, with one variable more. */
function withVariable(name: string): typeof first {
  const settings = [...first.environment.settings, { Namespace: properties, OptionName: name, Value: 'x' }];
  return {
    ...first,
    image: { ...first.image, action: 'none' },
    proxy: { ...first.proxy, action: 'none' },
    environment: { ...first.environment, settings, action: 'update', deploysVersion: false },
    update: { ...first.update, variables: { [name]: 'x' } },
  };
}

/** The first deployment, had it been of another release. */
function firstOf(release: string): typeof first {
  const label = `${release}-bbbbbbbbbbbb`;
  return { ...first, version: { ...first.version, label, key: `kc-eb/id/${label}.zip` } };
}

const policy = (deps: DeployingDeps) =>
  deps.aws.beanstalkFake.environment('id-prod').settings.get('aws:elasticbeanstalk:command DeploymentPolicy')
    ?.Value;

const updates = (deps: DeployingDeps) =>
  deps.aws.journal.calls.filter(({ operation }) => operation === 'updateEnvironment');

const deployedLabels = (deps: DeployingDeps) =>
  updates(deps).map(({ input }) => (input as { VersionLabel?: string }).VersionLabel);

/** The policies that UpdateEnvironment was called with, in turn. */
const policies = (deps: DeployingDeps) =>
  updates(deps).map(({ input }) => {
    const { OptionSettings = [] } = input as { OptionSettings?: { OptionName?: string; Value?: string }[] };
    return OptionSettings.find(({ OptionName }) => OptionName === 'DeploymentPolicy')?.Value;
  });

describe('a version', () => {
  it('has the metadata of its image next to its bundle', async () => {
    const deps = await deployed();
    expect(deps.aws.s3Fake.buckets.get(bucket)?.has(kept)).toBe(true);
    await carryOut(deps, { ...first, version: { ...first.version, action: 'none' } });
    expect(deps.engine.runs.filter(([verb]) => verb === 'run')).toHaveLength(1);
  });
});

describe('an update', () => {
  it('goes by the policy of kc-eb.yaml where Keycloak allows both versions in one cluster', async () => {
    const deps = await deployed();
    await carryOut(deps, next);
    expect(policies(deps)).toEqual([undefined]);
    expect(policy(deps)).toBe('Rolling');
  });

  it('goes to all instances at once where Keycloak does not, and the policy is put back', async () => {
    const deps = await deployed();
    deps.engine.compatible = {
      exitCode: 3,
      stdout: "[jgroupsMtls] 'jgroupsMtls.enabled' is incompatible: false -> true.",
    };
    await carryOut(deps, next, yes);
    expect(policies(deps)).toEqual(['AllAtOnce', undefined, 'Rolling']);
    expect(policy(deps)).toBe('Rolling');
    // The calls with the policy touch no instance.
    expect(deployedLabels(deps)).toEqual([undefined, '26.7.3-cccccccccccc', undefined]);
    expect(deps.reporter.of('message').at(-1)?.text).toContain('jgroupsMtls.enabled');
  });

  it('to another minor asks Keycloak nothing, and goes to all at once', async () => {
    const deps = await deployed(firstOf('25.0.6'));
    const before = deps.engine.runs.length;
    await carryOut(deps, next, yes);
    expect(deps.engine.runs.slice(before).filter((argv) => argv.at(-1)?.includes(' check '))).toEqual([]);
    expect(policies(deps)).toEqual(['AllAtOnce', undefined, 'Rolling']);
  });

  it('without an engine goes by the policy within one release, and asks for consent to another', async () => {
    const deps = await deployed();
    deps.engine.absent = new UserError('engine', 'No container engine');
    const asIs = {
      ...next,
      image: { ...next.image, action: 'none' as const },
      proxy: { ...next.proxy, action: 'none' as const },
    };
    await carryOut(deps, asIs);
    expect(policies(deps)).toEqual([undefined]);
    const patched = await deployed(firstOf('26.7.2'));
    patched.engine.absent = deps.engine.absent;
    await expect(carryOut(patched, asIs)).rejects.toMatchObject(unconfirmed);
  });

  it('that interrupts the service is not made without consent, and the environment stays unchanged', async () => {
    const deps = await deployed(firstOf('25.0.6'));
    await expect(carryOut(deps, next)).rejects.toMatchObject(unconfirmed);
    expect(policies(deps)).toEqual([]);
  });

  it('of settings alone asks the same image, and deploys no version', async () => {
    const deps = await deployed();
    deps.engine.compatible = { exitCode: 3, stdout: "'cacheRemote.hostname' is incompatible: null -> x." };
    const before = deps.engine.runs.length;
    await carryOut(deps, withVariable('KC_CACHE_REMOTE_HOST'), yes);
    const asked = deps.engine.runs.slice(before).filter(([verb]) => verb === 'run');
    // Of the wanted variables, for the update after this one; with those of now, it has said so before.
    expect(asked.map((argv) => / (metadata|check) /.exec(argv.at(-1) ?? '')?.[1])).toEqual([
      'metadata',
      'check',
    ]);
    expect(policies(deps)).toEqual(['AllAtOnce', undefined, 'Rolling']);
    expect(deployedLabels(deps)).toEqual([undefined, undefined, undefined]);
    expect(deps.reporter.of('message').at(-1)?.text).toMatch(
      /running settings.* 'cacheRemote\.hostname' is incompatible: null -> x\.$/,
    );
  });

  it('of settings that do not matter to a cluster goes by the policy', async () => {
    const deps = await deployed();
    await carryOut(deps, withVariable('KC_LOG_LEVEL'));
    expect(policies(deps)).toEqual([undefined]);
    const { settings } = deps.aws.beanstalkFake.environment('id-prod');
    expect(settings.get(`${properties} KC_LOG_LEVEL`)?.Value).toBe('x');
  });

  it('of settings needs a confirmation where the image rejects the check, or no engine can run it', async () => {
    const odd = withVariable('KC_CACHE_REMOTE_HOST');
    const deps = await deployed();
    deps.engine.compatible = { exitCode: 2, stdout: 'available only when' };
    await expect(carryOut(deps, odd)).rejects.toMatchObject(unconfirmed);
    expect(deps.reporter.of('message').at(-1)?.text).toMatch(/KC_CACHE_REMOTE_HOST .*: Keycloak could not/);
    const without = await deployed();
    without.engine.absent = new UserError('engine', 'No container engine');
    const asIs = {
      ...odd,
      image: { ...odd.image, action: 'none' as const },
      proxy: { ...odd.proxy, action: 'none' as const },
    };
    await expect(carryOut(without, asIs)).rejects.toMatchObject(unconfirmed);
  });

  it('with another database runs no check: not all releases compare it', async () => {
    const deps = await deployed();
    await expect(carryOut(deps, withVariable('KC_DB_URL_HOST'))).rejects.toMatchObject(unconfirmed);
    expect(deps.engine.runs.filter((argv) => argv.at(-1)?.includes(' check '))).toEqual([]);
  });

  it('to an older minor is rejected', async () => {
    const deps = await deployed(firstOf('26.8.0'));
    await expect(carryOut(deps, next, yes)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/26\.8\.0 to 26\.7\.3/) as unknown,
    });
    expect(policies(deps)).toEqual([]);
  });

  it('is judged by what runs when its turn comes, not by what ran when it was planned', async () => {
    const deps = await deployed(firstOf('26.7.2'));
    const sooner = { label: '26.6.4-eeeeeeeeeeee', key: 'kc-eb/id/26.6.4-eeeeeeeeeeee.zip' };
    const others = { ...first, version: { ...first.version, ...sooner } };
    deps.engine.onBuilt = async () => {
      deps.engine.onBuilt = () => Promise.resolve();
      await carryOut(deps, others, yes);
    };
    await expect(carryOut(deps, next)).rejects.toMatchObject(unconfirmed);
    expect(deployedLabels(deps).filter((label) => label !== undefined)).toEqual([sooner.label]);
  });
});
