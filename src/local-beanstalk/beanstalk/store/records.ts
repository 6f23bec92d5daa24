/** The records of applications, versions and environments. Dates are ISO 8601 with milliseconds. */
import type { StackAlarm } from '../../base/ports.ts';

/** Option settings by namespace, then by option name. */
export type Settings = Record<string, Record<string, string>>;

/** Values by key; without those that AWS adds. */
export type Tags = Record<string, string>;

/** Alarms of .ebextensions by their logical id. */
export type StackAlarms = Record<string, StackAlarm>;

export interface ApplicationRecord {
  name: string;
  description?: string;
  tags?: Tags;
  createdAt: string;
  updatedAt: string;
}

type VersionStatus = 'Unprocessed' | 'Processing' | 'Processed' | 'Failed';

export interface VersionRecord {
  application: string;
  label: string;
  description?: string;
  bucket: string;
  key: string;
  status: VersionStatus;
  tags?: Tags;
  createdAt: string;
  updatedAt: string;
}

/** The last deployment on one instance, in the words of DescribeInstancesHealth. */
interface InstanceDeployment {
  id: number;
  versionLabel: string;
  status: 'In Progress' | 'Deployed' | 'Failed';
  at: string;
  /** The error of a failed deployment. */
  error?: string;
}

export interface InstanceRecord {
  id: string;
  /** Empty during the launch. */
  privateIp: string;
  launchedAt: string;
  deployment?: InstanceDeployment;
}

export type EnvironmentStatus =
  'Launching' | 'Updating' | 'Aborting' | 'Ready' | 'Terminating' | 'Terminated';

export type HealthStatus =
  'NoData' | 'Unknown' | 'Pending' | 'Ok' | 'Info' | 'Warning' | 'Degraded' | 'Severe';

/** The tags of a saved configuration; S3 has its content. */
export interface TemplateRecord {
  application: string;
  name: string;
  tags?: Tags;
}

/** A running operation, with the data to fail it after a restart of the server. */
export interface OperationRecord {
  kind: 'create' | 'update' | 'rebuild' | 'restart' | 'terminate' | 'tags' | 'swap';
  /** Id of the call that started it; every event of the operation carries it. */
  requestId: string;
  startedAt: string;
  /** The names of both environments of a swap. */
  swap?: { source: string; destination: string };
  /** The state that a failure restores. */
  before: {
    versionLabel?: string;
    settings: Settings;
    bundleSettings: Settings;
    alarms?: StackAlarms;
    solutionStack: string;
  };
}

export interface EnvironmentRecord {
  /** e- and 10 letters or digits. */
  id: string;
  name: string;
  application: string;
  description?: string;
  cnamePrefix: string;
  /** URL of the load balancer, http://localhost:PORT; undefined before it listens. */
  url?: string;
  solutionStack: string;
  /** The version that is deployed or in deployment. */
  versionLabel?: string;
  status: EnvironmentStatus;
  /** From API calls; they override those of the bundle. */
  settings: Settings;
  /** option_settings of the .ebextensions of the deployed version. */
  bundleSettings: Settings;
  /** The alarms of the .ebextensions of the deployed version. */
  alarms?: StackAlarms;
  /** Id of the newest deployment; grows by one. */
  deploymentId: number;
  /** The deployment that every instance should report. */
  expectedDeploymentId: number;
  instances: InstanceRecord[];
  operation?: OperationRecord;
  tags: Tags;
  /** The health status of the last health event. */
  toldHealth?: HealthStatus;
  createdAt: string;
  updatedAt: string;
}

export interface BeanstalkState {
  applications: ApplicationRecord[];
  versions: VersionRecord[];
  environments: EnvironmentRecord[];
  /** undefined in states of earlier releases. */
  templates?: TemplateRecord[];
}

export type Severity = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

export interface EventRecord {
  at: string;
  application: string;
  environment?: string;
  environmentId?: string;
  versionLabel?: string;
  requestId?: string;
  severity: Severity;
  message: string;
}
