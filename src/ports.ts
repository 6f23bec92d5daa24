/**
 * Interfaces to the outside. Those of AWS name only the calls in use, in the SDK's shapes, so that the SDK's aggregated
 * clients satisfy them; test/fakes has stateful stand-ins.
 */
import type * as ACM from '@aws-sdk/client-acm';
import type * as CFN from '@aws-sdk/client-cloudformation';
import type * as EC2 from '@aws-sdk/client-ec2';
import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import type * as ECR from '@aws-sdk/client-ecr';
import type * as IAM from '@aws-sdk/client-iam';
import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type * as RDS from '@aws-sdk/client-rds';
import type * as Route53 from '@aws-sdk/client-route-53';
import type * as S3 from '@aws-sdk/client-s3';
import type * as STS from '@aws-sdk/client-sts';
import type { LocalTarget } from './config/for-local-beanstalk.ts';
import type { Variables } from './config/variables.ts';
import type { Archive, Heads } from './base/archive.ts';
import type { Event } from './base/events.ts';
import type { Secret } from './base/secret.ts';

/** The signature of an SDK client's method that returns a promise; the others take a callback. */
type Call<Method> = Method extends {
  (input: infer Input, options?: never): Promise<infer Output>;
  (input: never, done: () => void): void;
  (input: never, options: never, done: () => void): void;
}
  ? (input: Input) => Promise<Output>
  : never;

/** The named calls of an SDK client. */
export type Calls<Client, Name extends keyof Client> = { [Key in Name]: Call<Client[Key]> };

export type BeanstalkApi = Calls<
  EB.ElasticBeanstalk,
  | 'createStorageLocation'
  | 'describeApplications'
  | 'describeApplicationVersions'
  | 'createApplicationVersion'
  | 'listAvailableSolutionStacks'
  | 'describeEnvironments'
  | 'describeConfigurationSettings'
  | 'describeEnvironmentResources'
  | 'describeEnvironmentHealth'
  | 'describeInstancesHealth'
  | 'describePlatformVersion'
  | 'describeAccountAttributes'
  | 'describeEvents'
  | 'createEnvironment'
  | 'updateEnvironment'
  | 'terminateEnvironment'
>;

export type S3Api = Calls<S3.S3, 'headObject' | 'putObject'> & {
  getObject(input: S3.GetObjectCommandInput): Promise<{ Body?: { transformToString(): Promise<string> } }>;
};

export type EcrApi = Calls<
  ECR.ECR,
  'describeRepositories' | 'createRepository' | 'describeImages' | 'getAuthorizationToken'
>;

export type LogsApi = Calls<
  Logs.CloudWatchLogs,
  | 'createLogGroup'
  | 'putRetentionPolicy'
  | 'deleteLogGroup'
  | 'describeLogGroups'
  | 'describeLogStreams'
  | 'filterLogEvents'
>;

export type StsApi = Calls<STS.STS, 'getCallerIdentity'>;

export type IamApi = Calls<IAM.IAM, 'getRole' | 'getInstanceProfile' | 'simulatePrincipalPolicy'>;

export type AcmApi = Calls<ACM.ACM, 'describeCertificate' | 'listCertificates' | 'requestCertificate'>;

export type CloudFormationApi = Calls<
  CFN.CloudFormation,
  | 'createStack'
  | 'createChangeSet'
  | 'deleteChangeSet'
  | 'deleteStack'
  | 'describeChangeSet'
  | 'describeStackEvents'
  | 'describeStackResources'
  | 'describeStacks'
  | 'executeChangeSet'
  | 'getTemplate'
  | 'updateStack'
  | 'updateTerminationProtection'
>;

export type Ec2Api = Calls<EC2.EC2, 'describeSecurityGroups' | 'describeSubnets' | 'describeVpcs'>;

export type RdsApi = Calls<
  RDS.RDS,
  'describeDBClusters' | 'describeDBClusterSnapshots' | 'describeDBInstances' | 'describeDBSnapshots'
>;

export type Route53Api = Calls<
  Route53.Route53,
  'changeResourceRecordSets' | 'getHostedZone' | 'listHostedZonesByName' | 'listResourceRecordSets'
>;

/** Each client is imported and created at its first use, so that `--help` loads no SDK. */
export interface Aws {
  readonly region: string;
  beanstalk(): Promise<BeanstalkApi>;
  s3(): Promise<S3Api>;
  ecr(): Promise<EcrApi>;
  logs(): Promise<LogsApi>;
  sts(): Promise<StsApi>;
  iam(): Promise<IamApi>;
  acm(): Promise<AcmApi>;
  cloudFormation(): Promise<CloudFormationApi>;
  ec2(): Promise<Ec2Api>;
  rds(): Promise<RdsApi>;
  route53(): Promise<Route53Api>;
  /** Returns the value of a Secrets Manager secret or an SSM parameter. */
  secret(arn: string): Promise<Secret>;
}

/** A container engine's command line (docker, podman or finch). Arguments are arrays, without a shell. */
export interface Engine {
  /** Returns the name of the program, e.g. "docker". Throws UserError 'engine' when none is found. */
  name(): Promise<string>;
  /** Runs `<engine> ...argv`; rejects with UserError 'engine' on an unexpected exit code. */
  run(argv: readonly string[], options?: EngineRunOptions): Promise<{ stdout: string; exitCode: number }>;
}

export interface EngineRunOptions {
  /** Written to standard input; secrets go this way, never on argv. */
  input?: Secret | string;
  cwd?: string;
  /** Variables added to the environment of the engine, for `--env NAME`. */
  env?: Readonly<Record<string, string>>;
  /** Expected exit codes; default: 0. */
  exitCodes?: readonly number[];
  /** Receives each line of stdout and stderr when it arrives. */
  onLine?: (line: string) => void;
}

/** Files of the project and templates of the package. Paths are relative to `root`, with "/". */
export interface Files {
  readonly root: string;
  /** Returns the absolute path: the same for two spellings of one path. */
  resolve(path: string): string;
  /** Returns the path of `to` relative to the folder of the file `from`, with "/". */
  reference(from: string, to: string): string;
  /** Returns the text; undefined when the file does not exist. */
  read(path: string): Promise<string | undefined>;
  /** Returns each regular file below `folder` with its SHA-256, sorted, relative to `root`. Throws UserError 'usage' for a link. */
  hashes(folder: string, heads?: Heads): Promise<ReadonlyMap<string, string>>;
  /** Returns the same files with their sizes in bytes. */
  sizes(folder: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Writes a file through a temporary name and creates its folders. The path may be absolute. Throws UserError 'usage'
   * when the file system rejects it.
   */
  write(path: string, text: string): Promise<void>;
  /** Copies a file within the project and creates its folders. */
  copy(from: string, to: string): Promise<void>;
  /** Returns the texts of the templates/ folder of the package, by path below it. */
  templates(): Promise<ReadonlyMap<string, string>>;
  /** Creates a temporary folder with `texts` and tar archives, by path in it; returns its absolute path. */
  stage(texts: ReadonlyMap<string, string>, archives: ReadonlyMap<string, Archive>): Promise<string>;
  /** Writes a tar archive, of Keycloak's owner: the same bytes for the same content on every machine. */
  writeArchive(path: string, archive: Archive): Promise<void>;
  remove(absolutePath: string): Promise<void>;
  /**
   * Returns a source bundle of `texts` and copies of project files (target → path below root): the same bytes for the
   * same content on every machine. Throws UserError 'usage' above the limit of 500 MB.
   */
  zip(texts: ReadonlyMap<string, string>, copies: ReadonlyMap<string, string>): Promise<Uint8Array>;
}

export interface Clock {
  now(): Date;
  /** Waits; rejects with the reason of the signal when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Reporter {
  emit(event: Event): void;
  /**
   * Waits until stdout takes more: for commands without a limit of lines. Rejects with the reason of the signal when it is
   * aborted.
   */
  ready(signal: AbortSignal): Promise<void>;
  /** Ends spinners and flushes; no event may follow. */
  close(): Promise<void>;
}

/** HTTP for the probe of `verify`. A failed connection has status 0, and the reason as its body. */
export interface Http {
  request(input: {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    url: string;
    headers?: Record<string, string>;
    body?: string;
    /** Host to connect to in place of the URL's host, whose name is still requested and verified (curl --connect-to). */
    connectTo?: string;
  }): Promise<{ status: number; body: string; headers: Record<string, string> }>;
}

/** DNS, by the name servers of this machine. An empty list: no such record. undefined: no name server answered. */
export interface Dns {
  /** IPv4 and IPv6 addresses, also those behind CNAME records. */
  addresses(name: string): Promise<readonly string[] | undefined>;
  /** The target of the name's own CNAME record. */
  cnames(name: string): Promise<readonly string[] | undefined>;
}

/** The browser of this machine. */
export interface Browser {
  /** Returns false when no browser could be started. */
  open(url: string): Promise<boolean>;
}

/** The AWS account before kc-eb.yaml names a region. */
export interface Account {
  /** The region of AWS_REGION, AWS_DEFAULT_REGION or the profile in ~/.aws/config. */
  configuredRegion(): Promise<string | undefined>;
  /** Clients of a region, whose calls end with the signal. */
  inRegion(region: string, signal: AbortSignal): Pick<Aws, 'acm' | 'ec2'>;
}

/** Everything that a command may use. deps.ts makes it and alone names adapters and reporters. */
export interface Deps {
  aws: Aws;
  /** undefined where no question needs it. */
  account?: Account;
  engine: Engine;
  files: Files;
  clock: Clock;
  http: Http;
  dns: Dns;
  browser: Browser;
  reporter: Reporter;
  /** Aborted on Ctrl-C. */
  signal: AbortSignal;
  /** Values of Local Beanstalk; undefined for AWS. */
  local: LocalTarget | undefined;
  /** Environment variables of the process. */
  variables: Variables;
}
