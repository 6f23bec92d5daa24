/** A running operation of an environment, shared by its steps. */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AlarmStacks,
  Balancer,
  InstanceProfiles,
  InstanceRuntime,
  ObjectStore,
} from '../../base/ports.ts';
import { diskRetryMs } from '../../base/json-file.ts';
import { cannotWrite } from '../../base/own-file.ts';
import type { Strictness } from '../../base/strictness.ts';
import type { EventLog } from '../store/event-log.ts';
import type { HealthWatch } from '../health/health-watch.ts';
import type { InstanceLogs } from './instance-logs.ts';
import type { Place } from '../store/names.ts';
import type { EnvironmentRecord, Severity } from '../store/records.ts';
import { type Plan, readPlan } from '../settings/settings.ts';
import type { BeanstalkStore } from '../store/beanstalk-store.ts';

export interface WorkflowDeps {
  place: Place;
  store: BeanstalkStore;
  events: EventLog;
  objects: ObjectStore;
  alarms: AlarmStacks;
  profiles: InstanceProfiles;
  instanceLogs: InstanceLogs;
  runtime: InstanceRuntime;
  balancer: Balancer;
  health: HealthWatch;
  secrets: (arn: string) => string | undefined;
  /** Divides the platform's own waiting times, never those of the application. */
  pace: number;
  strictness: Strictness;
  now: () => Date;
}

/** The operation failed; its events hold the reason. */
export class OperationFailed extends Error {}

/** AbortEnvironmentUpdate was called. */
export class OperationAborted extends Error {}

export class Operation {
  readonly deps: WorkflowDeps;
  readonly environment: EnvironmentRecord;
  /** undefined: no request started it. */
  readonly requestId: string | undefined;
  /** Aborted when the server closes; the operation then stays unchanged on disk. */
  readonly closing: AbortSignal;
  abortRequested = false;
  /** The status with which it ends. */
  endsAs: 'Ready' | 'Terminated' = 'Ready';
  /** True after the event about a disk that does not take the state. */
  #toldDisk = false;
  /** Replaces this part of the plan that the present settings give. */
  governing: Pick<Plan, 'policy' | 'batch'> | undefined;

  constructor(
    deps: WorkflowDeps,
    environment: EnvironmentRecord,
    requestId: string | undefined,
    closing: AbortSignal,
  ) {
    this.deps = deps;
    this.environment = environment;
    this.requestId = requestId;
    this.closing = closing;
  }

  get plan(): Plan {
    return { ...readPlan(this.environment), ...this.governing };
  }

  addEvent(message: string, severity: Severity = 'INFO'): void {
    const { application, name, id } = this.environment;
    const problem = this.deps.events.add({
      application,
      environment: name,
      environmentId: id,
      ...(this.requestId !== undefined && { requestId: this.requestId }),
      severity,
      message,
    });
    this.#tell(problem);
  }

  /** Stores the environment. A full disk gets the changes later: AWS has no such failure, so no operation fails by it. */
  save(): void {
    this.environment.updatedAt = this.deps.now().toISOString();
    this.#tell(this.deps.store.keep());
  }

  /** Waits until the disk has everything up to now. */
  async stored(): Promise<void> {
    while (!this.#isStored()) await this.#diskPause();
  }

  /** Ends on the disk before a client sees the end, which a killed server would lose otherwise. */
  async end(): Promise<void> {
    const { environment, deps } = this;
    for (;;) {
      await this.stored();
      delete environment.operation;
      environment.status = this.endsAs;
      if (this.endsAs === 'Terminated') delete environment.url;
      environment.updatedAt = deps.now().toISOString();
      try {
        deps.store.save();
        return;
      } catch (error) {
        this.#tell(error as Error);
        await this.#diskPause();
      }
    }
  }

  #isStored(): boolean {
    const problem = this.deps.store.keep() ?? this.deps.events.keep();
    this.#tell(problem);
    return problem === undefined;
  }

  async #diskPause(): Promise<void> {
    await sleep(diskRetryMs, undefined, { signal: this.closing });
  }

  #tell(problem: Error | undefined): void {
    if (problem === undefined || this.#toldDisk) return;
    this.#toldDisk = true;
    this.addEvent(`${cannotWrite(problem)}. The operation ends when the disk has room again.`, 'WARN');
  }

  /** Waits for the platform's time of a step, divided by the pace. */
  async wait(platformSeconds: number): Promise<void> {
    await sleep((platformSeconds * 1000) / this.deps.pace, undefined, { signal: this.closing });
  }

  /** Call between batches. Throws OperationAborted after AbortEnvironmentUpdate. */
  throwIfAborted(): void {
    if (this.abortRequested) throw new OperationAborted();
  }

  /** Waits for work outside this process, and no longer than until the server closes. */
  async untilClosing<T>(work: Promise<T>): Promise<T> {
    this.closing.throwIfAborted();
    let stop: (() => void) | undefined;
    const closed = new Promise<never>((_, reject) => {
      stop = () => {
        reject(this.closing.reason as Error);
      };
      this.closing.addEventListener('abort', stop);
    });
    try {
      return await Promise.race([work, closed]);
    } finally {
      if (stop !== undefined) this.closing.removeEventListener('abort', stop);
    }
  }
}
