/** Elastic Beanstalk's API. Requests read and write records; the workflow changes environments in the background. */
import { join } from 'node:path';
import { EventLog } from './store/event-log.ts';
import { healthWatch } from './health/health-watch.ts';
import { instanceLogs } from './workflow/instance-logs.ts';
import type { WorkflowDeps } from './workflow/operation.ts';
import { BeanstalkStore } from './store/beanstalk-store.ts';
import { environmentWorkflow } from './workflow/workflow.ts';
import type {
  AlarmStacks,
  Balancer,
  DeployedTargetGroup,
  InstanceProfiles,
  InstanceRuntime,
  LogStore,
  ObjectStore,
} from '../base/ports.ts';
import type { LocalCredentials } from '../base/credentials.ts';
import type { Strictness } from '../base/strictness.ts';
import { applicationOperations } from './operations/applications.ts';
import { changeOperations } from './operations/change-environments.ts';
import { configurationOperations } from './operations/configuration.ts';
import { environmentOperations, targetGroupOf } from './operations/describe-environments.ts';
import { eventOperations } from './operations/events.ts';
import { healthOperations } from './operations/health.ts';
import type { BeanstalkContext, BeanstalkOperation } from './operations/operation.ts';
import { swapOperations } from './operations/swap.ts';
import { templateOperations } from './operations/templates.ts';
import { environmentInfoOperations } from './operations/environment-info.ts';
import { tagOperations } from './operations/tags.ts';
import { platformOperations } from './operations/platforms.ts';
import { type QueryOperation, queryService } from '../http/query-protocol.ts';
import { failInterrupted, versionOperations } from './operations/versions.ts';
import type { Service } from '../http/service.ts';

export interface BeanstalkOptions {
  /** The address of this server. */
  endpoint: string;
  /** Sign URLs of objects. */
  credentials: LocalCredentials;
  dataDir: string;
  region: string;
  accountId: string;
  objects: ObjectStore;
  logs: LogStore;
  alarms: AlarmStacks;
  profiles: InstanceProfiles;
  runtime: InstanceRuntime;
  balancer: Balancer;
  /** The value of an ARN; undefined for an unknown one. */
  secrets: (arn: string) => string | undefined;
  /** Divides the platform's own waiting times; 1 is AWS's pace. */
  pace: number;
  /** Default: none. */
  strictness?: Strictness;
  now: () => Date;
}

const xmlNamespace = 'http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/';

const operations: Readonly<Record<string, BeanstalkOperation>> = {
  ...applicationOperations,
  ...versionOperations,
  ...platformOperations,
  ...environmentOperations,
  ...changeOperations,
  ...configurationOperations,
  ...eventOperations,
  ...healthOperations,
  ...tagOperations,
  ...environmentInfoOperations,
  ...templateOperations,
  ...swapOperations,
};

export interface BeanstalkService extends Service {
  close(): Promise<void>;
  /** Adds an instance to an environment, as Auto Scaling does under load. */
  scaleOut(environmentName: string): void;
  /** The target groups of live environments. */
  targetGroups(): DeployedTargetGroup[];
  /**
   * Ends interrupted operations and starts the load balancers. Call it after the runtime found its instances; requests
   * wait for it.
   */
  resume(): Promise<void>;
}

export function beanstalkService(options: BeanstalkOptions): BeanstalkService {
  const { endpoint, credentials } = options;
  const {
    dataDir,
    region,
    accountId,
    objects,
    logs,
    alarms,
    profiles,
    runtime,
    balancer,
    secrets,
    pace,
    now,
  } = options;
  const { strictness = new Set<never>() } = options;
  const place = { region, accountId };
  const store = new BeanstalkStore(dataDir);
  const events = new EventLog(dataDir, now);
  const health = healthWatch({ store, events, runtime, balancer, pace, now });
  const kept = instanceLogs(logs, join(dataDir, 'instance-logs'), now);
  const deps: WorkflowDeps = {
    ...{ place, store, events, objects, alarms, profiles, runtime, balancer, health, secrets, pace, now },
    strictness,
    instanceLogs: kept,
  };
  const workflow = environmentWorkflow(deps);
  const context: BeanstalkContext = {
    place,
    store,
    events,
    workflow,
    health,
    objects,
    runtime,
    balancer,
    strictness,
    now,
    instanceLogs: kept,
    endpoint,
    credentials,
  };

  // Before that, records may be outdated: requests wait.
  let open: () => void = () => undefined;
  const resumed = new Promise<void>((resolve) => {
    open = resolve;
  });
  const bound = Object.entries(operations).map(([name, run]): [string, QueryOperation] => [
    name,
    async (parameters, { requestId }) => {
      await resumed;
      return run(context, parameters, requestId);
    },
  ]);

  return {
    ...queryService('elasticbeanstalk', xmlNamespace, Object.fromEntries(bound)),

    scaleOut(environmentName) {
      workflow.grow(store.requireEnvironment({ EnvironmentName: environmentName }));
    },

    targetGroups: () => store.live().map((environment) => targetGroupOf(context, environment)),

    async resume() {
      failInterrupted(context);
      await workflow.resume();
      health.start();
      open();
    },

    async close() {
      health.stop();
      await workflow.close();
    },
  };
}
