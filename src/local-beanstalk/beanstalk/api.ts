/** Elastic Beanstalk's API: one operation a request, answered from records that the workflow changes. */
import { EventLog } from './store/event-log.ts';
import { healthWatch } from './health/health-watch.ts';
import { instanceLogs } from './workflow/instance-logs.ts';
import type { WorkflowDeps } from './workflow/operation.ts';
import { BeanstalkStore } from './store/beanstalk-store.ts';
import { environmentWorkflow } from './workflow/workflow.ts';
import type { Balancer, InstanceRuntime, LogStore, ObjectStore } from '../base/ports.ts';
import { applicationOperations } from './operations/applications.ts';
import { changeOperations } from './operations/change-environments.ts';
import { configurationOperations } from './operations/configuration.ts';
import { environmentOperations } from './operations/describe-environments.ts';
import { eventOperations } from './operations/events.ts';
import { healthOperations } from './operations/health.ts';
import type { BeanstalkContext, BeanstalkOperation } from './operations/operation.ts';
import { platformOperations } from './operations/platforms.ts';
import { answer, answerError, readParameters } from '../http/query-protocol.ts';
import { processInterrupted, versionOperations } from './operations/versions.ts';
import { type ApiRequest, type Service, ServiceError } from '../http/service.ts';

export interface BeanstalkOptions {
  dataDir: string;
  region: string;
  accountId: string;
  objects: ObjectStore;
  logs: LogStore;
  runtime: InstanceRuntime;
  balancer: Balancer;
  /** The value behind an ARN; undefined when there is none. */
  secrets: (arn: string) => string | undefined;
  /** Divides the platform's own waiting times; 1 is AWS's pace. */
  pace: number;
  now: () => Date;
}

const operations: Readonly<Record<string, BeanstalkOperation>> = {
  ...applicationOperations,
  ...versionOperations,
  ...platformOperations,
  ...environmentOperations,
  ...changeOperations,
  ...configurationOperations,
  ...eventOperations,
  ...healthOperations,
};

export interface BeanstalkService extends Service {
  close(): Promise<void>;
  /**
   * Call it when the runtime knows its instances: interrupted operations end and balancers come up again. No
   * request is answered before that.
   */
  resume(): Promise<void>;
}

export function beanstalkService(options: BeanstalkOptions): BeanstalkService {
  const { dataDir, region, accountId, objects, logs, runtime, balancer, secrets, pace, now } = options;
  const place = { region, accountId };
  const store = new BeanstalkStore(dataDir);
  const events = new EventLog(dataDir, now);
  const health = healthWatch({ store, events, runtime, balancer, pace, now });
  const deps: WorkflowDeps = {
    ...{ place, store, events, objects, runtime, balancer, health, secrets, pace, now },
    instanceLogs: instanceLogs(logs, now),
  };
  const workflow = environmentWorkflow(deps);
  const context: BeanstalkContext = { place, store, events, workflow, health, objects, runtime, now };

  // Requests wait for it: what they would be told before that could be wrong.
  let open: () => void = () => undefined;
  const resumed = new Promise<void>((resolve) => {
    open = resolve;
  });
  const resume = async (): Promise<void> => {
    await processInterrupted(context);
    await workflow.resume();
    health.start();
    open();
  };

  return {
    name: 'elasticbeanstalk',
    resume,

    operation: (request, body) => formOf(request, body ?? Buffer.alloc(0)).get('Action') ?? '',

    async handle(request) {
      const { requestId } = request;
      await resumed;
      const form = formOf(request, await request.body());
      const action = form.get('Action') ?? '';
      try {
        const run = Object.hasOwn(operations, action) ? operations[action] : undefined;
        if (run === undefined) {
          throw new ServiceError('NotImplemented', `Local Beanstalk has no operation ${action}.`, 501);
        }
        return answer(action, requestId, await run(context, readParameters(form), requestId));
      } catch (error) {
        if (error instanceof ServiceError) return answerError(error, requestId);
        throw error;
      }
    },

    async close() {
      health.stop();
      await workflow.close();
    },
  };
}

/** Parameters come in the body; a GET has them in its query. */
function formOf({ query }: ApiRequest, body: Buffer): URLSearchParams {
  return body.length === 0 ? query : new URLSearchParams(body.toString('utf8'));
}
