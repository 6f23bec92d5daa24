/** Starts operations, runs each in the background, and ends those that a stopped server interrupted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../base/user-error.ts';
import { warn } from '../../base/warn.ts';
import { autoScaling } from './auto-scaling.ts';
import { configureBalancer } from './configure-balancer.ts';
import { createEnvironment } from './create.ts';
import { terminateEnvironment } from './terminate.ts';
import { register, terminateInstances } from './instances.ts';
import { Operation, type WorkflowDeps } from './operation.ts';
import type { EnvironmentRecord, EnvironmentStatus, OperationRecord } from '../store/records.ts';
import { rebuildEnvironment, restartAppServer } from './restart-rebuild.ts';
import { restore, snapshot } from './snapshot.ts';
import { reportSwap, updateTags } from './names-and-tags.ts';
import { updateEnvironment } from './update.ts';

export interface Workflow {
  /** The environment must be Ready or new, and its record must already hold the new state. */
  start(
    environment: EnvironmentRecord,
    operation: Pick<OperationRecord, 'kind' | 'requestId' | 'swap'> & {
      /** Default: the present state of the environment. */
      before?: OperationRecord['before'];
      deploysVersion?: boolean;
    },
  ): void;
  /** The same operation of several environments: all of them start, or none. Stores every change of the records. */
  startAll(
    environments: readonly EnvironmentRecord[],
    operation: Pick<OperationRecord, 'kind' | 'requestId' | 'swap'>,
  ): void;
  /** Returns false when no abortable operation runs. */
  abort(environment: EnvironmentRecord): boolean;
  /** Auto Scaling adds an instance. */
  grow(environment: EnvironmentRecord): void;
  /** Starts the load balancers of live environments, and ends interrupted operations. */
  resume(): Promise<void>;
  /** Running operations stay unchanged on disk. */
  close(): Promise<void>;
}

interface Start {
  environment: EnvironmentRecord;
  record: OperationRecord;
}

const statusDuring: Record<OperationRecord['kind'], EnvironmentStatus> = {
  create: 'Launching',
  update: 'Updating',
  rebuild: 'Updating',
  restart: 'Updating',
  terminate: 'Terminating',
  tags: 'Updating',
  swap: 'Updating',
};

/** Their records hold the new state from the start, so they run again after a restart of the server. */
const repeatable: readonly OperationRecord['kind'][] = ['terminate', 'tags', 'swap'];

const closeGraceMs = 1_000;

export function environmentWorkflow(deps: WorkflowDeps): Workflow {
  const closing = new AbortController();
  const running = new Map<string, { operation: Operation; done: Promise<void> }>();
  const scaling = autoScaling(deps, closing.signal);

  async function run(operation: Operation, record: OperationRecord, deploysVersion: boolean): Promise<void> {
    const { environment } = operation;
    try {
      switch (record.kind) {
        case 'create':
          await createEnvironment(operation);
          break;
        case 'update':
          await updateEnvironment(operation, { deploysVersion, before: record.before });
          break;
        case 'rebuild':
          await rebuildEnvironment(operation);
          break;
        case 'restart':
          await restartAppServer(operation);
          break;
        case 'terminate':
          await terminateEnvironment(operation);
          break;
        case 'tags':
          await updateTags(operation);
          break;
        case 'swap':
          await reportSwap(operation, record);
          break;
      }
    } catch (error) {
      if (closing.signal.aborted) return;
      // A bug must not leave the environment in Updating.
      warn(error);
      operation.addEvent(`Internal error of Local Beanstalk: ${messageOf(error)}`, 'FATAL');
    }
    await finish(operation, environment);
  }

  async function finish(operation: Operation, environment: EnvironmentRecord): Promise<void> {
    await operation.end();
    running.delete(environment.id);
    await deps.health.note(environment);
  }

  /** One save for all: a disk error starts none. */
  function begin(starts: readonly Start[], deploysVersion: boolean): void {
    for (const { environment, record } of starts) {
      environment.operation = record;
      environment.status = statusDuring[record.kind];
      environment.updatedAt = deps.now().toISOString();
    }
    deps.store.save();
    for (const { environment, record } of starts) {
      const operation = new Operation(deps, environment, record.requestId, closing.signal);
      const done = scaling.settled(environment.id).then(() => run(operation, record, deploysVersion));
      running.set(environment.id, { operation, done });
    }
  }

  return {
    start(environment, { deploysVersion = false, before = snapshot(environment), ...rest }) {
      const startedAt = deps.now().toISOString();
      begin([{ environment, record: { ...rest, before, startedAt } }], deploysVersion);
    },

    startAll(environments, operation) {
      const startedAt = deps.now().toISOString();
      const starts = environments.map((environment) => {
        return { environment, record: { ...operation, before: snapshot(environment), startedAt } };
      });
      begin(starts, false);
    },

    abort(environment) {
      const found = running.get(environment.id);
      if (found === undefined || environment.operation?.kind !== 'update') return false;
      environment.status = 'Aborting';
      deps.store.save();
      found.operation.abortRequested = true;
      return true;
    },

    grow: (environment) => {
      scaling.grow(environment);
    },

    async resume() {
      for (const environment of deps.store.live()) await resumeOne(environment);
      scaling.start();
    },

    async close() {
      closing.abort();
      scaling.stop();
      const operations = [...running.values()].map(({ done }) => done);
      await Promise.race([Promise.allSettled(operations), sleep(closeGraceMs, undefined, { ref: false })]);
    },
  };

  async function resumeOne(environment: EnvironmentRecord): Promise<void> {
    const record = environment.operation;
    const operation = new Operation(deps, environment, record?.requestId, closing.signal);
    const alive = await deps.runtime.running();
    if (environment.url !== undefined || environment.instances.length > 0) await configureBalancer(operation);
    register(
      operation,
      environment.instances.filter(({ id, privateIp }) => privateIp !== '' && alive.has(id)),
    );
    if (record === undefined) return;
    if (repeatable.includes(record.kind)) {
      begin([{ environment, record }], false);
      return;
    }
    await failInterrupted(operation, record);
    await finish(operation, environment);
  }

  /** Terminates instances that were launching, and marks interrupted deployments as failed. */
  async function failInterrupted(operation: Operation, record: OperationRecord): Promise<void> {
    const { environment } = operation;
    operation.addEvent(
      'Local Beanstalk stopped during this operation; the operation is incomplete.',
      'ERROR',
    );
    await terminateInstances(
      operation,
      environment.instances.filter(
        ({ privateIp, deployment }) => privateIp === '' || deployment === undefined,
      ),
    );
    for (const { deployment } of environment.instances) {
      if (deployment?.status !== 'In Progress') continue;
      deployment.status = 'Failed';
      deployment.error = 'Local Beanstalk stopped during the deployment.';
    }
    if (record.kind === 'create') {
      if (environment.expectedDeploymentId === 0) environment.expectedDeploymentId = environment.deploymentId;
      operation.addEvent(
        'Create environment operation is complete, but with errors. For more information, see troubleshooting documentation.',
        'ERROR',
      );
      return;
    }
    restore(operation, record.before);
    operation.addEvent(
      'Update environment operation is complete, but with errors. For more information, see troubleshooting documentation.',
      'ERROR',
    );
  }
}
