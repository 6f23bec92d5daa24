/** `kc-eb bootstrap` over the fake of CloudFormation: what moto cannot do. test/foreign has the whole command over moto. */
import { describe, expect, it } from 'vitest';
import { stackName } from '../../src/bootstrap/plan.ts';
import { run } from '../../src/commands/bootstrap.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { initialAnswers } from '../../src/project/scaffold.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { file, newProjectFiles } from '../fakes/new-project.ts';

const stack = stackName({ environment: initialAnswers.environment });
const arn = (name: string): string => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

async function newProject(): Promise<DeployingDeps> {
  const deps = new DeployingDeps(await newProjectFiles());
  const outputs = { ClientSecurityGroup: 'sg-0c1', DatabaseHost: 'db.rds.test', InstanceProfile: 'profile' };
  const secrets = { DatabaseSecret: arn('database'), AdminSecret: arn('admin') };
  for (const [name, value] of Object.entries({ ...outputs, ...secrets })) {
    deps.aws.cloudFormationFake.outputs.set(name, value);
  }
  return deps;
}

interface BootstrapFlags {
  dryRun?: true;
  delete?: true;
  certificate?: string | true;
  yes?: true;
  timeout?: string;
}

function bootstrap(deps: DeployingDeps, flags: BootstrapFlags = {}): Promise<void> {
  const config = parseConfig(deps.files.files.get(file) ?? '', file);
  return run(deps, config, { config: file, timeout: '60', ...flags });
}

const status = (deps: DeployingDeps): string | undefined => deps.aws.cloudFormationFake.stacks.at(-1)?.status;
const result = (deps: DeployingDeps): unknown => deps.reporter.of('result').at(-1)?.data;
const edit = (deps: DeployingDeps, change: (text: string) => string): void => {
  deps.files.files.set(file, change(deps.files.files.get(file) ?? ''));
};

describe('kc-eb bootstrap', () => {
  it('changes nothing with --dry-run', async () => {
    const deps = await newProject();
    const before = deps.files.files.get(file);
    await bootstrap(deps, { dryRun: true });
    expect(deps.aws.journal.operations()).toEqual([]);
    expect(deps.files.files.get(file)).toBe(before);
    expect(result(deps)).toMatchObject({ stack, action: 'create', account: '123456789012' });
  });

  it('keeps what was created when a resource fails, and continues', async () => {
    const deps = await newProject();
    deps.aws.cloudFormationFake.failing = { resource: 'Database', reason: 'quota exceeded' };
    await expect(bootstrap(deps)).rejects.toMatchObject({
      ...{ kind: 'aws', message: expect.stringContaining('Database: quota exceeded') as string },
    });
    expect(status(deps)).toBe('CREATE_FAILED');
    await bootstrap(deps);
    expect(status(deps)).toBe('UPDATE_COMPLETE');
    expect(result(deps)).toMatchObject({ outcome: 'updated' });
  });

  it('follows an operation that runs', async () => {
    const deps = await newProject();
    await expect(bootstrap(deps, { timeout: '1' })).rejects.toMatchObject({ kind: 'timeout' });
    await bootstrap(deps);
    expect(deps.aws.journal.operations().filter((name) => name === 'createStack')).toHaveLength(1);
  });

  it('shows a drift, and reverts it after a confirmation', async () => {
    const deps = await newProject();
    await bootstrap(deps);
    deps.aws.cloudFormationFake.stacks[0]?.drifted.add('DatabaseSecurityGroup');
    await expect(bootstrap(deps)).rejects.toMatchObject({ kind: 'usage' });
    expect(deps.reporter.of('message').at(-1)?.text).toMatch(/DatabaseSecurityGroup.*SecurityGroup/);
    expect(status(deps)).toBe('CREATE_COMPLETE');
    await bootstrap(deps, { yes: true });
    expect(status(deps)).toBe('UPDATE_COMPLETE');
  });

  it('rejects a change that would replace the database, also with --yes', async () => {
    const deps = await newProject();
    await bootstrap(deps);
    edit(deps, (text) => text.replace('  vendor: postgres', '  vendor: mysql'));
    await expect(bootstrap(deps, { yes: true })).rejects.toMatchObject({ kind: 'usage' });
    expect(deps.aws.journal.operations()).not.toContain('executeChangeSet');
  });

  it('does not replace the database that kc-eb.yaml names', async () => {
    const deps = await newProject();
    edit(deps, (text) => text.replace('database.example.com', 'db.acme.test'));
    await expect(bootstrap(deps)).rejects.toMatchObject({ kind: 'usage' });
    expect(deps.aws.journal.operations()).toEqual([]);
  });

  it("keeps the user's own roles, admin password and security groups", async () => {
    const deps = await newProject();
    const own = `instances:\n  profile: own-profile\n`;
    edit(deps, (text) => `${text.replace(/^instances:\n/m, own)}\nnetwork:\n  securityGroups: [sg-0aa]\n`);
    await bootstrap(deps);
    const { instances, network, database } = parseConfig(deps.files.files.get(file) ?? '', file);
    expect(instances.profile).toBe('own-profile');
    expect(network.securityGroups).toEqual(['sg-0aa', 'sg-0c1']);
    expect(database.host).toBe('db.rds.test');
    await bootstrap(deps, { delete: true, yes: true });
    const after = parseConfig(deps.files.files.get(file) ?? '', file);
    expect(after.network.securityGroups).toEqual(['sg-0aa']);
    expect(after.database.host).toBe('database.example.com');
  });

  it('writes into the environment of -e, and takes nothing from the stack of another', async () => {
    const deps = await newProject();
    await bootstrap(deps);
    edit(deps, (text) => `${text}\nenvironments:\n  stage:\n    environment: keycloak-stage\n`);
    const outputs = {
      ...{ DatabaseHost: 'stage.rds.test', InstanceProfile: 'stage-profile', ClientSecurityGroup: 'sg-05a' },
      AdminSecret: arn('stage-admin'),
    };
    for (const [name, value] of Object.entries(outputs)) deps.aws.cloudFormationFake.outputs.set(name, value);
    const configOf = (environment?: string) =>
      parseConfig(deps.files.files.get(file) ?? '', file, { environment });
    const before = configOf();
    await run(deps, configOf('stage'), { config: file, env: 'stage', timeout: '60' });
    expect(configOf()).toEqual(before);
    const { database, instances, network, admin } = configOf('stage');
    expect([database.host, instances.profile, network.securityGroups[0], admin.password]).toEqual(
      Object.values(outputs),
    );
    expect(network.securityGroups).toHaveLength(1);
  });

  it('does not delete the database of an environment that exists', async () => {
    const deps = await newProject();
    await bootstrap(deps);
    const { application, environment } = initialAnswers;
    const version = { ApplicationName: application, VersionLabel: '1' };
    await deps.aws.beanstalkFake.createApplicationVersion({ ...version, AutoCreateApplication: true });
    const [SolutionStackName] = (await deps.aws.beanstalkFake.listAvailableSolutionStacks({})).SolutionStacks;
    await deps.clock.sleep(60_000);
    await deps.aws.beanstalkFake.createEnvironment({
      ...{ ...version, EnvironmentName: environment, SolutionStackName },
    });
    await expect(bootstrap(deps, { delete: true, yes: true })).rejects.toMatchObject({ kind: 'conflict' });
    expect(status(deps)).toBe('CREATE_COMPLETE');
  });

  it('needs a confirmation to delete', async () => {
    const deps = await newProject();
    await bootstrap(deps);
    await expect(bootstrap(deps, { delete: true })).rejects.toMatchObject({ kind: 'usage' });
    expect(status(deps)).toBe('CREATE_COMPLETE');
  });

  it('replaces a stack whose creation was rolled back', async () => {
    const deps = await newProject();
    await bootstrap(deps);
    const [first] = deps.aws.cloudFormationFake.stacks;
    if (first !== undefined) first.status = 'ROLLBACK_COMPLETE';
    if (first !== undefined) first.template = first.template.replaceAll('DeletionProtection: true', '');
    await bootstrap(deps);
    expect(deps.aws.cloudFormationFake.stacks.map((one) => one.status)).toEqual([
      'DELETE_COMPLETE',
      'CREATE_COMPLETE',
    ]);
  });

  it('is not for Local Beanstalk', async () => {
    const deps = await newProject();
    const config = parseConfig(deps.files.files.get(file) ?? '', file);
    const database = { host: 'h', port: 5432, username: 'u', passwordArn: 'a' };
    deps.local = { endpoint: 'e', url: 'u', database, adminPasswordArn: 'a', instanceProfile: 'p' };
    await expect(run(deps, config, { config: file, timeout: '60' })).rejects.toMatchObject({ kind: 'usage' });
    expect(deps.aws.journal.calls).toEqual([]);
  });
});
