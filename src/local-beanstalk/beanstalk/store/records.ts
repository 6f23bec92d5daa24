/** What Local Beanstalk keeps of applications, versions and environments. Dates are ISO 8601 with milliseconds. */

/** Option settings by namespace, then by option name. */
export type Settings = Record<string, Record<string, string>>;

export interface ApplicationRecord {
  name: string;
  description?: string;
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
  createdAt: string;
  updatedAt: string;
}

/** The last deployment on one instance, in the words of DescribeInstancesHealth. */
interface InstanceDeployment {
  id: number;
  versionLabel: string;
  status: 'In Progress' | 'Deployed' | 'Failed';
  at: string;
  /** Of a failed deployment: what the instance said. */
  error?: string;
}

export interface InstanceRecord {
  id: string;
  /** Empty while the instance is being launched. */
  privateIp: string;
  launchedAt: string;
  deployment?: InstanceDeployment;
}

export type EnvironmentStatus =
  'Launching' | 'Updating' | 'Aborting' | 'Ready' | 'Terminating' | 'Terminated';

export type HealthStatus =
  'NoData' | 'Unknown' | 'Pending' | 'Ok' | 'Info' | 'Warning' | 'Degraded' | 'Severe';

/** What a running operation changes; enough to fail it cleanly after a restart of the server. */
export interface OperationRecord {
  kind: 'create' | 'update' | 'rebuild' | 'restart' | 'terminate';
  /** Of the call that started it; every event of the operation bears it. */
  requestId: string;
  startedAt: string;
  /** What a failure goes back to. */
  before: { versionLabel?: string; settings: Settings; bundleSettings: Settings; solutionStack: string };
}

export interface EnvironmentRecord {
  /** e- and 10 letters or digits. */
  id: string;
  name: string;
  application: string;
  description?: string;
  cnamePrefix: string;
  /** Where the balancer answers: http://localhost:PORT; absent until it does. */
  url?: string;
  solutionStack: string;
  /** The version that is deployed, or is being deployed. */
  versionLabel?: string;
  status: EnvironmentStatus;
  /** Given by API calls; they win over those of the bundle. */
  settings: Settings;
  /** option_settings of the .ebextensions of the deployed version. */
  bundleSettings: Settings;
  /** Of the newest deployment; counts up. */
  deploymentId: number;
  /** The deployment that every instance should report. */
  expectedDeploymentId: number;
  instances: InstanceRecord[];
  operation?: OperationRecord;
  tags: Record<string, string>;
  /** The health last told by an event. */
  toldHealth?: HealthStatus;
  createdAt: string;
  updatedAt: string;
}

export interface BeanstalkState {
  applications: ApplicationRecord[];
  versions: VersionRecord[];
  environments: EnvironmentRecord[];
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
