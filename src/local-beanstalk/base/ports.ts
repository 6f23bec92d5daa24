/**
 * The seams inside Local Beanstalk: the API and the environment workflow know only these; the container
 * runtime and the reporting-only runtime implement them.
 */

/** An instance as the environment workflow knows it. */
export interface Instance {
  /** i- and 17 hexadecimal digits. */
  id: string;
  environmentName: string;
  environmentId: string;
  privateIp: string;
  launchedAt: Date;
}

/** What an instance is given to run. */
export interface Deployment {
  /** A configuration deployment runs .platform/confighooks instead of hooks, on the bundle already there. */
  kind: 'application' | 'configuration';
  /** Counts up by one a deployment of the environment. */
  deploymentId: number;
  versionLabel: string;
  /** Absolute path of the source bundle (zip). */
  bundle: string;
  /** Environment properties with the secrets resolved: what Beanstalk writes to .env. */
  environment: Readonly<Record<string, string>>;
}

/** Lines an instance writes while it works, e.g. for eb-engine.log. */
export type InstanceLog = (file: 'eb-engine.log' | 'eb-hooks.log', line: string) => void;

/** A deployment that an instance could not carry out; `lines` are the last 50 of the failed phase. */
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

/** What runs the instances of local environments. */
export interface InstanceRuntime {
  /** `reporting-only` instances run nothing; every answer that could mislead says so. */
  readonly kind: 'containers' | 'reporting-only';
  /** Boots an instance with nothing on it; resolves when its Docker daemon answers. */
  launch(spec: { id: string; environmentName: string; environmentId: string }): Promise<Instance>;
  /** Rejects with DeploymentFailure. */
  deploy(instance: Instance, deployment: Deployment, log: InstanceLog): Promise<void>;
  terminate(instance: Instance): Promise<void>;
  /** Ids of the instances that really run now (a killed container is missing). */
  running(): Promise<ReadonlySet<string>>;
}

/** aws:elasticbeanstalk:environment:process:default, in the target group's terms. Times in milliseconds. */
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

/** The round-robin load balancer in front of one environment. */
export interface Balancer {
  /** Starts the listener of an environment or changes its settings; gives the URL it answers at. */
  configure(environmentName: string, group: TargetGroup): Promise<string>;
  register(environmentName: string, instance: Instance): void;
  /** Resolves when open requests have ended or the deregistration delay has passed. */
  deregister(environmentName: string, instanceId: string): Promise<void>;
  states(environmentName: string): ReadonlyMap<string, TargetState>;
  remove(environmentName: string): Promise<void>;
}

/** Where instances and the environment workflow write log events; CloudWatch Logs serves them. */
export interface LogStore {
  /** Makes the group and the stream where they are missing, as Beanstalk's agent does. */
  put(
    group: string,
    stream: string,
    events: readonly { timestamp: number; message: string }[],
  ): Promise<void>;
}

/** What CreateApplicationVersion needs of S3: the absolute path of an object's bytes, or undefined. */
export interface ObjectStore {
  locate(bucket: string, key: string): Promise<string | undefined>;
  ensureBucket(bucket: string): Promise<void>;
}
