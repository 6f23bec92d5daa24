/**
 * The seams inside Local Beanstalk. The Beanstalk API and its workflow call these; the runtimes, the load balancer, S3
 * and CloudWatch Logs implement them.
 */

/** An instance as the environment workflow sees it. */
export interface Instance {
  /** i- and 17 hexadecimal digits. */
  id: string;
  environmentName: string;
  environmentId: string;
  privateIp: string;
  launchedAt: Date;
}

/** The input of one deployment to one instance. */
export interface Deployment {
  /** A configuration deployment runs .platform/confighooks instead of hooks; a restart runs neither. */
  kind: 'application' | 'configuration' | 'restart';
  /** Grows by one with each deployment of the environment. */
  deploymentId: number;
  versionLabel: string;
  /** Absolute path of the source bundle (zip). */
  bundle: string;
  /** Environment properties with resolved secrets, as Beanstalk writes them to .env. */
  environment: Readonly<Record<string, string>>;
}

/** Writes a line to a log of the instance. */
export type InstanceLog = (file: 'eb-engine.log' | 'eb-hooks.log', line: string) => void;

/** A deployment that failed on an instance; `lines`: the last 50 of the failed phase. */
export class DeploymentFailure extends Error {
  readonly phase: string;
  readonly lines: readonly string[];

  constructor(phase: string, message: string, lines: readonly string[] = []) {
    super(message);
    this.name = 'DeploymentFailure';
    this.phase = phase;
    this.lines = lines;
  }
}

/** Runs the instances of local environments. */
export interface InstanceRuntime {
  /** `reporting-only` instances run nothing; their health and events state it. */
  readonly kind: 'containers' | 'reporting-only';
  /** Boots an empty instance; resolves when its Docker daemon answers. */
  launch(spec: { id: string; environmentName: string; environmentId: string }): Promise<Instance>;
  /** Rejects with DeploymentFailure. */
  deploy(instance: Instance, deployment: Deployment, log: InstanceLog): Promise<void>;
  terminate(instance: Instance): Promise<void>;
  /** The last lines of each container's output by its path on the instance; undefined: all lines. */
  containerLogs(instance: Instance, lines: number | undefined): Promise<Record<string, string>>;
  /** The newest lines that the bundle wrote for the health agent; or an empty text. */
  requestLog(instance: Pick<Instance, 'id'>): Promise<string>;
  /** Ids of the instances that run now, without killed ones. */
  running(): Promise<ReadonlySet<string>>;
}

/** aws:elasticbeanstalk:environment:process:default in the terms of a target group. Times in milliseconds. */
export interface TargetGroup {
  port: number;
  path: string;
  /** "200", "200,202" or "200-299". */
  matcher: string;
  intervalMs: number;
  timeoutMs: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  deregistrationDelayMs: number;
}

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

/** A target group as its ARN shows it to clients. */
export interface DeployedTargetGroup {
  arn: string;
  loadBalancerArn: string;
  name: string;
  settings: TargetGroup;
  /** States by instance id. */
  targets: ReadonlyMap<string, TargetState>;
}

/** The round-robin load balancer in front of one environment. */
export interface Balancer {
  /** Starts the listener of an environment or changes its settings; returns its URL. */
  configure(environmentName: string, group: TargetGroup): Promise<string>;
  register(environmentName: string, instance: Instance): void;
  /** Resolves when open requests end, or after the deregistration delay. */
  deregister(environmentName: string, instanceId: string): Promise<void>;
  /** Exchanges the URLs of two environments. */
  exchange(environmentName: string, other: string): void;
  states(environmentName: string): ReadonlyMap<string, TargetState>;
  remove(environmentName: string): Promise<void>;
}

/** Log events of instances and of the workflow; CloudWatch Logs serves them. */
export interface LogStore {
  /** Creates a missing group or stream, as Beanstalk's agent does. */
  put(
    group: string,
    stream: string,
    events: readonly { timestamp: number; message: string }[],
  ): Promise<void>;
}

/** Takes every accepted event; CloudWatch reads metrics from them. */
export type LogListener = (events: readonly { message: string }[]) => void;

/** An AWS::CloudWatch::Alarm. */
export interface StackAlarm {
  name: string;
  /** Properties without AlarmName; references are resolved. */
  properties: unknown;
}

/** A resource that its service rejects; the message is for the environment's events. */
export class InvalidResource extends Error {}

/** The CloudWatch alarms of CloudFormation stacks. */
export interface AlarmStacks {
  /** Throws InvalidResource. */
  check(stack: string, alarm: StackAlarm): void;
  /** Makes these the alarms of the stack, and returns names. */
  replace(stack: string, alarms: readonly StackAlarm[]): { created: string[]; deleted: string[] };
}

/** The instance profiles of IAM. */
export interface InstanceProfiles {
  /** undefined for an unknown one. */
  findProfile(name: string): { role?: string } | undefined;
}

/** Beanstalk's objects in S3: source bundles, saved configurations, logs. */
export interface ObjectStore {
  /** The absolute path of an object's bytes; undefined when the object does not exist. */
  locate(bucket: string, key: string): Promise<string | undefined>;
  ensureBucket(bucket: string): Promise<void>;
  /** Keys that begin with the prefix, sorted; none for an unknown bucket. */
  keys(bucket: string, prefix: string): string[];
  write(bucket: string, key: string, content: string | Buffer): Promise<void>;
  remove(bucket: string, key: string): Promise<void>;
}
