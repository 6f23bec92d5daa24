/** Reads the facts of doctor. A fact that cannot be read is a reason, not a failure. */
import { awsErrorName } from '../base/aws-error.ts';
import type { Config } from '../config/schema.ts';
import type { DoctorFacts, EnvironmentOfDoctor, Reading } from './check.ts';
import { environmentProperties } from '../config/environment-properties.ts';
import { UserError } from '../base/user-error.ts';
import { callerPermissions, instancePermissions } from './permissions.ts';
import { platformArn } from '../deploy/solution-stacks.ts';
import type { Deps } from '../ports.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { readCertificate, readInstanceRole, readServiceRole } from './iam.ts';
import { ClusterReader } from '../cluster/reader.ts';
import { principalOf, simulate } from './simulate.ts';
import { readQuotas } from './quotas.ts';
import { readUserFiles } from '../project/read-user-files.ts';
import { reading, readingAfter } from './attempt.ts';

export async function readDoctorFacts(deps: Deps, config: Config): Promise<DoctorFacts> {
  const caller = await reading(() => readCaller(deps));
  // Without credentials each call would fail again, some of them after seconds.
  const known: Reading<{ account: string; arn: string }> =
    'value' in caller ? caller : { unread: 'needs AWS credentials' };
  const iam: typeof known = deps.local === undefined ? known : { unread: 'Local Beanstalk has no IAM' };
  const ask = <T>(question: () => Promise<T>): Promise<Reading<T>> => readingAfter(known, question);
  const [engine, instanceProfile, environment, files] = await Promise.all([
    reading(() => deps.engine.name()),
    readingAfter(iam, () => readInstanceRole(deps, config.instances.profile)),
    ask(() => readEnvironment(deps, config)),
    reading(() => readFiles(deps)),
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
  ] = await Promise.all([
    readingAfter(iam, async ({ account, arn }) =>
      simulate(
        deps,
        await principalOf(deps, arn),
        callerPermissions(config, { partition: partitionOf(arn), account }),
      ),
    ),
    readingAfter(iam, async ({ account, arn }) => {
      const role = await valueOf(instanceProfile, `instance profile not found: ${config.instances.profile}`);
      return simulate(deps, role, instancePermissions(config, { partition: partitionOf(arn), account }));
    }),
    readingAfter(iam, () => readServiceRole(deps, config.instances.serviceRole)),
    readingAfter(environment, (found) => readQuotas(deps, config, { exists: found !== undefined })),
    ask(() => readStacks(deps)),
    readingAfter(known, ({ arn }) => readPlatformDate(deps, config, partitionOf(arn))),
    deps.local === undefined
      ? ask(() => readCertificate(deps, config.network.certificate))
      : { unread: 'the load balancer of Local Beanstalk accepts HTTP only' },
    readSecrets(deps, config, known),
    readingAfter(environment, (found) => readCluster(deps, config, found)),
  ]);
  return {
    ...{ config, now: deps.clock.now(), nodeVersion: process.versions.node },
    ...{ files, engine, caller, callerDenied, instanceDenied, instanceProfile, serviceRole, quotas },
    ...{ solutionStacks: stacks, chosenPlatformDate: platformDate },
    ...{ certificate, secrets, environment, cluster },
  };
}

async function readFiles(deps: Deps): Promise<{ imageFiles: string[]; overrideFiles: string[] }> {
  const { imageFiles, overrideFiles } = await readUserFiles(deps);
  return { imageFiles: [...imageFiles.keys()], overrideFiles: [...overrideFiles.keys()] };
}

async function readCaller(deps: Deps): Promise<{ account: string; arn: string }> {
  const { Account = '', Arn = '' } = await (await deps.aws.sts()).getCallerIdentity({});
  return { account: Account, arn: Arn };
}

function partitionOf(arn: string): string {
  return arn.split(':')[1] ?? 'aws';
}

function valueOf<T>(from: Reading<T | undefined>, otherwise: string): Promise<T> {
  const value = 'unread' in from ? undefined : from.value;
  const why = 'unread' in from ? from.unread : otherwise;
  return value === undefined ? Promise.reject(new UserError('aws', why)) : Promise.resolve(value);
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

async function readPlatformDate(
  deps: Deps,
  { platform, region }: Config,
  partition: string,
): Promise<Date | undefined> {
  // Local Beanstalk dates its platforms today.
  const PlatformArn =
    platform === undefined || deps.local !== undefined
      ? undefined
      : platformArn(platform, { partition, region });
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

/** Reads each value and drops it. */
function readSecrets(deps: Deps, config: Config, caller: Reading<unknown>): Promise<DoctorFacts['secrets']> {
  const pairs = Object.entries(environmentProperties(config).secrets);
  return Promise.all(
    pairs.map(async ([variable, arn]) => ({
      ...{ variable, arn },
      found: await readingAfter(caller, () => isThere(deps, arn)),
    })),
  );
}

async function isThere(deps: Deps, arn: string): Promise<boolean> {
  try {
    await deps.aws.secret(arn);
    return true;
  } catch (error) {
    const absent = ['ResourceNotFoundException', 'ParameterNotFound'];
    if (absent.includes(awsErrorName(error) ?? '')) return false;
    // The secret lacks the key in the ARN.
    if (error instanceof UserError && error.kind === 'usage') return false;
    throw error;
  }
}
