/** The Auto Scaling group: replaces lost instances and adds new ones outside Beanstalk's operations. */
import { warn } from '../../base/warn.ts';
import { runCommand } from './command.ts';
import { instanceList, launchInstances, register, terminateInstances } from './instances.ts';
import { Operation, OperationFailed, type WorkflowDeps } from './operation.ts';
import { readPlan } from '../settings/settings.ts';
import type { EnvironmentRecord, InstanceRecord } from '../store/records.ts';
import { scale } from './replace.ts';

export interface AutoScaling {
  start(): void;
  /** Adds one instance, up to MaxSize, as a scaling policy does: also during an operation, except a termination. */
  grow(environment: EnvironmentRecord): void;
  /** Resolves when no instance of the environment is being replaced. Operations wait for it. */
  settled(environmentId: string): Promise<void>;
  stop(): void;
}

/** EC2 runs its status checks every minute. */
const checkMs = 60_000;
const leastMs = 2_000;
/** A new instance has its version this much later. */
const bootSeconds = 180;

export function autoScaling(deps: WorkflowDeps, closing: AbortSignal): AutoScaling {
  const replacing = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  async function check(): Promise<void> {
    const alive = await deps.runtime.running();
    for (const environment of deps.store.live()) {
      const { id, status, operation } = environment;
      if (status !== 'Ready' || operation !== undefined || replacing.has(id)) continue;
      const lost = environment.instances.filter(
        (instance) => !alive.has(instance.id) || isUnfinished(instance),
      );
      if (lost.length === 0 || environment.versionLabel === undefined) continue;
      replacing.set(
        id,
        replace(environment, environment.versionLabel, lost).finally(() => replacing.delete(id)),
      );
    }
  }

  async function replace(
    environment: EnvironmentRecord,
    versionLabel: string,
    lost: readonly InstanceRecord[],
  ): Promise<void> {
    // These events belong to no request.
    const op = new Operation(deps, environment, undefined, closing);
    try {
      await terminateInstances(op, lost);
      const deploymentId = environment.expectedDeploymentId;
      await scale(op, { kind: 'application', deploymentId, versionLabel });
    } catch (error) {
      if (closing.aborted || error instanceof OperationFailed) return;
      warn(error);
    }
  }

  async function add(environment: EnvironmentRecord): Promise<void> {
    const op = new Operation(deps, environment, undefined, closing);
    try {
      const launched = await launchInstances(op, 1);
      op.addEvent(`Added ${instanceList(launched)} to your environment.`);
      await op.wait(bootSeconds);
      const { versionLabel, operation, instances } = environment;
      const present = launched.filter((record) => instances.includes(record));
      if (versionLabel === undefined || present.length === 0) return;
      const deploymentId =
        operation === undefined ? environment.expectedDeploymentId : environment.deploymentId;
      const { succeeded } = await runCommand(op, present, {
        kind: 'application',
        deploymentId,
        versionLabel,
      });
      register(op, succeeded);
    } catch (error) {
      if (closing.aborted || error instanceof OperationFailed) return;
      warn(error);
    }
  }

  return {
    grow(environment) {
      const { id, status, instances } = environment;
      if (replacing.has(id) || status === 'Terminating') return;
      if (instances.length >= readPlan(environment).maxSize) return;
      replacing.set(
        id,
        add(environment).finally(() => replacing.delete(id)),
      );
    },
    start() {
      timer = setInterval(
        () => {
          check().catch(warn);
        },
        Math.max(leastMs, checkMs / deps.pace),
      ).unref();
    },
    settled: (environmentId) => replacing.get(environmentId) ?? Promise.resolve(),
    stop() {
      clearInterval(timer);
    },
  };
}

/** Finds instances of a replacement that a server stop interrupted; no other idle instance is unfinished. */
function isUnfinished({ deployment }: InstanceRecord): boolean {
  return deployment === undefined || deployment.status === 'In Progress';
}
