/** Reads the facts of doctor. A fact that cannot be read is a reason, not a failure. */
import type { Config } from '../config/schema.ts';
import type { DoctorFacts, EnvironmentOfDoctor, InstanceProfile, Reading, Role } from './check.ts';
import { UserError } from '../base/user-error.ts';
import { callerPermissions, instancePermissions } from './permissions.ts';
import { logGroupNames } from '../deploy/render-project.ts';
import { listLogGroups } from '../logs/list-groups.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import { platformArn } from '../deploy/solution-stacks.ts';
import type { Deps } from '../ports.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { readCertificate, readInstanceProfile, readServiceRole } from './iam.ts';
import { ClusterReader } from '../cluster/reader.ts';
import { principalOf, simulate } from '../environment/simulate.ts';
import { readDatabaseGroups, readMissingSecurityGroups } from './database-groups.ts';
import { readQuotas } from './quotas.ts';
import { readSecrets } from './read-secrets.ts';
import { inspectFiles, requireUsable } from '../project/inspect/inspect.ts';
import { readUserFiles } from '../project/read-user-files.ts';
import { reading, readingAfter } from './attempt.ts';

/** The time in which a throttled read is repeated. */
const patienceMs = 10_000;

export async function readDoctorFacts(deps: Deps, config: Config): Promise<DoctorFacts> {
  const caller = await reading(() => readCaller(deps));
  // Without credentials each call would fail again, some of them after seconds.
  const known: Reading<{ account: string; arn: string }> =
    'value' in caller ? caller : { unread: 'needs an answer to AWS credentials' };
  const iam: typeof known =
    deps.local === undefined ? known : { unread: 'Local Beanstalk does not enforce IAM' };
  const network: typeof known =
    deps.local === undefined
      ? known
      : { unread: 'Local Beanstalk does not enforce security groups of a database' };
  const ask = <T>(question: () => Promise<T>): Promise<Reading<T>> => readingAfter(known, question);
  const [engine, instanceProfile, environment, files] = await Promise.all([
    reading(() => deps.engine.name()),
    readingAfter(iam, () => readInstanceProfile(deps, config.instances.profile)),
    ask(() => readEnvironment(deps, config)),
    reading(() => readFiles(deps, config)),
  ]);
  const [
    callerDenied,
    instanceDenied,
    serviceRole,
    quotas,
    stacks,
    platformDate,
    certificate,
    secrets,
    cluster,
    missingLogGroups,
    missingSecurityGroups,
    databaseGroups,
  ] = await Promise.all([
    readingAfter(iam, async ({ account, arn }) =>
      simulate(deps, await principalOf(deps, arn), callerPermissions(config, account)),
    ),
    readingAfter(iam, async ({ account }) =>
      simulate(deps, roleOf(instanceProfile, config).arn, instancePermissions(config, account)),
    ),
    readingAfter(iam, () => readServiceRole(deps, config.instances.serviceRole)),
    readingAfter(environment, (found) => readQuotas(deps, config, { exists: found !== undefined })),
    ask(() => readStacks(deps)),
    ask(() => readPlatformDate(deps, config)),
    deps.local === undefined
      ? ask(() => readCertificate(deps, config.network.certificate))
      : { unread: 'the load balancer of Local Beanstalk accepts HTTP only' },
    readSecrets(deps, config, known),
    readingAfter(environment, (found) => readCluster(deps, config, found)),
    readingAfter(environment, (found) => readMissingGroups(deps, config, found)),
    readingAfter(network, () => readMissingSecurityGroups(deps, config)),
    readingAfter(network, () => readDatabaseGroups(deps, config)),
  ]);
  return {
    ...{ config, now: deps.clock.now(), nodeVersion: process.versions.node },
    ...{ files, engine, caller, callerDenied, instanceDenied, instanceProfile, serviceRole, quotas },
    ...{ solutionStacks: stacks, chosenPlatformDate: platformDate },
    ...{ certificate, secrets, environment, cluster, missingLogGroups },
    ...{ missingSecurityGroups, databaseGroups },
  };
}

async function readFiles(
  deps: Deps,
  config: Config,
): Promise<{ imageFiles: string[]; overrideFiles: string[]; warnings: string[] }> {
  const { imageFiles, overrideFiles, contents } = await readUserFiles(deps);
  const { errors, warnings } = inspectFiles(config, contents, deps.clock.now());
  requireUsable(errors);
  return { imageFiles: [...imageFiles.keys()], overrideFiles: [...overrideFiles.keys()], warnings };
}

async function readCaller(deps: Deps): Promise<{ account: string; arn: string }> {
  const { Account = '', Arn = '' } = await (await deps.aws.sts()).getCallerIdentity({});
  return { account: Account, arn: Arn };
}

function roleOf(found: Reading<InstanceProfile | undefined>, { instances }: Config): Role {
  if ('unread' in found) throw new UserError('aws', found.unread);
  const role = found.value?.role;
  if (role !== undefined) return role;
  const what = found.value === undefined ? 'not found' : 'without a role';
  throw new UserError('aws', `instance profile ${what}: ${instances.profile}`);
}

async function readEnvironment(deps: Deps, config: Config): Promise<EnvironmentOfDoctor | undefined> {
  const found = await findEnvironment(deps, config);
  if (found === undefined) return undefined;
  const {
    PlatformArn,
    SolutionStackName: solutionStack = 'an unknown platform',
    Status: status = 'Unknown',
  } = found;
  const beanstalk = await deps.aws.beanstalk();
  const { PlatformDescription: platform } =
    PlatformArn === undefined ? {} : await beanstalk.describePlatformVersion({ PlatformArn });
  return {
    status,
    solutionStack,
    platformDate: platform?.DateCreated,
    branchState: platform?.PlatformBranchLifecycleState,
  };
}

async function readMissingGroups(
  deps: Deps,
  config: Config,
  found: EnvironmentOfDoctor | undefined,
): Promise<string[]> {
  if (found === undefined) return [];
  const present = await listLogGroups(pacedLogs(deps, patienceMs), config.environment);
  return logGroupNames(config).filter((name) => !present.has(name));
}

async function readPlatformDate(deps: Deps, { platform, region }: Config): Promise<Date | undefined> {
  // Local Beanstalk dates its platforms today.
  const PlatformArn =
    platform === undefined || deps.local !== undefined ? undefined : platformArn(platform, region);
  if (PlatformArn === undefined) return undefined;
  const { PlatformDescription } = await (await deps.aws.beanstalk()).describePlatformVersion({ PlatformArn });
  return PlatformDescription?.DateCreated;
}

async function readStacks(deps: Deps): Promise<string[]> {
  const { SolutionStacks = [] } = await (await deps.aws.beanstalk()).listAvailableSolutionStacks({});
  return SolutionStacks;
}

async function readCluster(deps: Deps, config: Config, environment: EnvironmentOfDoctor | undefined) {
  if (environment === undefined) throw new UserError('usage', 'the environment does not exist yet');
  return (await new ClusterReader(deps, config).read()).state;
}
