/**
 * What kc-eb asks of the world. The AWS interfaces name only the calls in use, in the SDK's own shapes, so
 * that the SDK's aggregated clients satisfy them as they are; test/fakes hold stateful stand-ins.
 */
import type * as ACM from '@aws-sdk/client-acm';
import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import type * as ECR from '@aws-sdk/client-ecr';
import type * as IAM from '@aws-sdk/client-iam';
import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type * as S3 from '@aws-sdk/client-s3';
import type * as STS from '@aws-sdk/client-sts';
import type { DatabaseVendor } from './keycloak/databases.ts';
import type { Event } from './base/events.ts';
import type { Secret } from './base/secret.ts';

export interface BeanstalkApi {
  createStorageLocation(
    input: EB.CreateStorageLocationCommandInput,
  ): Promise<EB.CreateStorageLocationCommandOutput>;
  describeApplications(
    input: EB.DescribeApplicationsCommandInput,
  ): Promise<EB.DescribeApplicationsCommandOutput>;
  describeApplicationVersions(
    input: EB.DescribeApplicationVersionsCommandInput,
  ): Promise<EB.DescribeApplicationVersionsCommandOutput>;
  createApplicationVersion(
    input: EB.CreateApplicationVersionCommandInput,
  ): Promise<EB.CreateApplicationVersionCommandOutput>;
  listAvailableSolutionStacks(
    input: EB.ListAvailableSolutionStacksCommandInput,
  ): Promise<EB.ListAvailableSolutionStacksCommandOutput>;
  describeEnvironments(
    input: EB.DescribeEnvironmentsCommandInput,
  ): Promise<EB.DescribeEnvironmentsCommandOutput>;
  describeConfigurationSettings(
    input: EB.DescribeConfigurationSettingsCommandInput,
  ): Promise<EB.DescribeConfigurationSettingsCommandOutput>;
  describeEnvironmentResources(
    input: EB.DescribeEnvironmentResourcesCommandInput,
  ): Promise<EB.DescribeEnvironmentResourcesCommandOutput>;
  describeEnvironmentHealth(
    input: EB.DescribeEnvironmentHealthCommandInput,
  ): Promise<EB.DescribeEnvironmentHealthCommandOutput>;
  describeInstancesHealth(
    input: EB.DescribeInstancesHealthCommandInput,
  ): Promise<EB.DescribeInstancesHealthCommandOutput>;
  describePlatformVersion(
    input: EB.DescribePlatformVersionCommandInput,
  ): Promise<EB.DescribePlatformVersionCommandOutput>;
  describeAccountAttributes(
    input: EB.DescribeAccountAttributesCommandInput,
  ): Promise<EB.DescribeAccountAttributesCommandOutput>;
  describeEvents(input: EB.DescribeEventsCommandInput): Promise<EB.DescribeEventsCommandOutput>;
  createEnvironment(input: EB.CreateEnvironmentCommandInput): Promise<EB.CreateEnvironmentCommandOutput>;
  updateEnvironment(input: EB.UpdateEnvironmentCommandInput): Promise<EB.UpdateEnvironmentCommandOutput>;
  terminateEnvironment(
    input: EB.TerminateEnvironmentCommandInput,
  ): Promise<EB.TerminateEnvironmentCommandOutput>;
}

export interface S3Api {
  headObject(input: S3.HeadObjectCommandInput): Promise<S3.HeadObjectCommandOutput>;
  putObject(input: S3.PutObjectCommandInput): Promise<S3.PutObjectCommandOutput>;
  getObject(input: S3.GetObjectCommandInput): Promise<{ Body?: { transformToString(): Promise<string> } }>;
}

export interface EcrApi {
  describeRepositories(
    input: ECR.DescribeRepositoriesCommandInput,
  ): Promise<ECR.DescribeRepositoriesCommandOutput>;
  createRepository(input: ECR.CreateRepositoryCommandInput): Promise<ECR.CreateRepositoryCommandOutput>;
  describeImages(input: ECR.DescribeImagesCommandInput): Promise<ECR.DescribeImagesCommandOutput>;
  getAuthorizationToken(
    input: ECR.GetAuthorizationTokenCommandInput,
  ): Promise<ECR.GetAuthorizationTokenCommandOutput>;
}

export interface LogsApi {
  createLogGroup(input: Logs.CreateLogGroupCommandInput): Promise<Logs.CreateLogGroupCommandOutput>;
  putRetentionPolicy(
    input: Logs.PutRetentionPolicyCommandInput,
  ): Promise<Logs.PutRetentionPolicyCommandOutput>;
  deleteLogGroup(input: Logs.DeleteLogGroupCommandInput): Promise<Logs.DeleteLogGroupCommandOutput>;
  describeLogGroups(input: Logs.DescribeLogGroupsCommandInput): Promise<Logs.DescribeLogGroupsCommandOutput>;
  filterLogEvents(input: Logs.FilterLogEventsCommandInput): Promise<Logs.FilterLogEventsCommandOutput>;
}

export interface StsApi {
  getCallerIdentity(input: STS.GetCallerIdentityCommandInput): Promise<STS.GetCallerIdentityCommandOutput>;
}

export interface IamApi {
  getRole(input: IAM.GetRoleCommandInput): Promise<IAM.GetRoleCommandOutput>;
  getInstanceProfile(input: IAM.GetInstanceProfileCommandInput): Promise<IAM.GetInstanceProfileCommandOutput>;
  simulatePrincipalPolicy(
    input: IAM.SimulatePrincipalPolicyCommandInput,
  ): Promise<IAM.SimulatePrincipalPolicyCommandOutput>;
}

export interface AcmApi {
  describeCertificate(
    input: ACM.DescribeCertificateCommandInput,
  ): Promise<ACM.DescribeCertificateCommandOutput>;
}

/** Each client is imported and made at its first use, so that `--help` loads no SDK. */
export interface Aws {
  readonly region: string;
  beanstalk(): Promise<BeanstalkApi>;
  s3(): Promise<S3Api>;
  ecr(): Promise<EcrApi>;
  logs(): Promise<LogsApi>;
  sts(): Promise<StsApi>;
  iam(): Promise<IamApi>;
  acm(): Promise<AcmApi>;
  /** The value behind the ARN of a Secrets Manager secret or an SSM parameter. */
  secret(arn: string): Promise<Secret>;
}

/** A container engine's command line (docker, podman or finch). Arguments are arrays; there is no shell. */
export interface Engine {
  /** The program found, e.g. "docker". Throws UserError 'engine' when none is there. */
  name(): Promise<string>;
  /** Runs `<engine> ...argv`; rejects with UserError 'engine' on an exit code that is not expected. */
  run(argv: readonly string[], options?: EngineRunOptions): Promise<{ stdout: string; exitCode: number }>;
}

export interface EngineRunOptions {
  /** Written to standard input; secrets go this way, never on argv. */
  input?: Secret | string;
  cwd?: string;
  /** Over the engine's own environment: what `--env NAME` takes along. */
  env?: Readonly<Record<string, string>>;
  /** Those that are answers; default: 0 alone. */
  exitCodes?: readonly number[];
  /** Called for each line of stdout and stderr as it comes. */
  onLine?: (line: string) => void;
}

/** Files of the user's project and the templates of the package. Paths are relative to `root` with "/". */
export interface Files {
  readonly root: string;
  /** The absolute path: two ways to write the same one give the same. */
  resolve(path: string): string;
  /** How the file `from` names the file `to`: relative to its own folder, with "/". */
  reference(from: string, to: string): string;
  /** undefined when the file does not exist. */
  read(path: string): Promise<string | undefined>;
  /** Every regular file below `folder`, sorted, relative to `root`, with its SHA-256; links are refused. */
  hashes(folder: string): Promise<ReadonlyMap<string, string>>;
  /** The same files with their sizes in bytes. */
  sizes(folder: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Writes whole files (through a temporary name); makes folders. An absolute path is taken as it is. Throws UserError
   * 'usage' for what the file system refuses.
   */
  write(path: string, text: string): Promise<void>;
  /** Copies a file of the project to another place in it; makes folders. */
  copy(from: string, to: string): Promise<void>;
  /** The texts of the package's templates/ folder, by path below it. */
  templates(): Promise<ReadonlyMap<string, string>>;
  /** Makes a fresh folder holding `texts` and copies of `copies` (target → path under root); gives its absolute path. */
  stage(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Promise<string>;
  remove(absolutePath: string): Promise<void>;
  /**
   * A source bundle of `texts` and copies of project files (target → path under root): the same bytes for the
   * same content on every machine. Throws UserError 'usage' above Beanstalk's limit of 500 MB.
   */
  zip(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Promise<Uint8Array>;
}

export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Reporter {
  emit(event: Event): void;
  /** Ends spinners and flushes; nothing is emitted after it. */
  close(): Promise<void>;
}

/** HTTP as `verify`'s probe needs it; a refused or broken connection has status 0. */
export interface Http {
  request(input: {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    url: string;
    headers?: Record<string, string>;
    body?: string;
    /** Host to connect to in place of the URL's, whose name is asked for and verified all the same (curl --connect-to). */
    connectTo?: string;
  }): Promise<{ status: number; body: string; headers: Record<string, string> }>;
}

/** Everything a command may use. Made in deps.ts, the only place that names adapters and reporters. */
export interface Deps {
  aws: Aws;
  engine: Engine;
  files: Files;
  clock: Clock;
  http: Http;
  reporter: Reporter;
  /** Aborted on Ctrl-C. */
  signal: AbortSignal;
  /** What Local Beanstalk provides; undefined against AWS. */
  local: LocalTarget | undefined;
}

/** What the local environment gives in place of the user's database and host name. */
export interface LocalTarget {
  /** http://127.0.0.1:PORT of the API. */
  endpoint: string;
  /** Public URL of the balancer: http://localhost:PORT. */
  url: string;
  /** Host and port of the database as instances see it; the database's name is config's. */
  database: {
    /** undefined where instances only report. */
    vendor?: DatabaseVendor | undefined;
    /** database.vendor that it was started for; undefined when there was no kc-eb.yaml. */
    standsFor?: string | undefined;
    host: string;
    port: number;
    username: string;
    passwordArn: string;
  };
  adminPasswordArn: string;
  /**
   * Gets the image that Keycloak's is built upon, e.g. "quay.io/keycloak/keycloak:26.7.3", or builds its stand-in where
   * its registry cannot be reached. undefined where instances only report.
   */
  provideBaseImage?: (
    from: string,
    onLine: (line: string) => void,
  ) => Promise<{ outcome: 'done' | 'already'; detail: string }>;
}
