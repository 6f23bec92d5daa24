/** Reads the health of environments, periodically and on request, and adds events for transitions. */
import { warn } from '../../base/warn.ts';
import type { Balancer, InstanceRuntime } from '../../base/ports.ts';
import type { EventLog } from '../store/event-log.ts';
import { type EnvironmentHealth, judgeHealth } from './health.ts';
import { countsClientErrors, readRequests } from './requests.ts';
import type { EnvironmentRecord } from '../store/records.ts';
import { readPlan } from '../settings/settings.ts';
import type { BeanstalkStore } from '../store/beanstalk-store.ts';

export interface HealthWatch {
  read(environment: EnvironmentRecord): Promise<EnvironmentHealth>;
  /** Adds an event when the status differs from that of the last event. */
  note(environment: EnvironmentRecord): Promise<void>;
  start(): void;
  stop(): void;
}

export interface HealthWatchOptions {
  store: BeanstalkStore;
  events: EventLog;
  runtime: InstanceRuntime;
  balancer: Balancer;
  pace: number;
  now: () => Date;
}

/** The interval of enhanced health reports, and its minimum at any pace. */
const reportMs = 10_000;
const minReportMs = 2_000;

export function healthWatch({
  store,
  events,
  runtime,
  balancer,
  pace,
  now,
}: HealthWatchOptions): HealthWatch {
  let timer: NodeJS.Timeout | undefined;

  async function read(environment: EnvironmentRecord): Promise<EnvironmentHealth> {
    const running = environment.instances.length === 0 ? new Set<string>() : await runtime.running();
    const at = now();
    const requests = environment.instances
      .filter(({ id }) => running.has(id))
      .map(async ({ id }) => [id, readRequests(await runtime.requestLog({ id }), at)] as const);
    return judgeHealth({
      environment,
      runtimeKind: runtime.kind,
      running,
      targets: balancer.states(environment.name),
      requests: new Map(await Promise.all(requests)),
      with4xx: countsClientErrors(readPlan(environment).healthRules),
      now: at,
    });
  }

  async function note(environment: EnvironmentRecord): Promise<void> {
    if (environment.status === 'Terminated' || !readPlan(environment).enhancedHealth) return;
    const { status, causes } = await read(environment);
    const previous = environment.toldHealth;
    if (status === previous) return;
    environment.toldHealth = status;
    store.keep();
    if (previous === undefined) return;
    const worse = status === 'Warning' || status === 'Degraded' || status === 'Severe';
    // As on AWS, these events belong to no request.
    events.add({
      application: environment.application,
      environment: environment.name,
      environmentId: environment.id,
      severity: worse ? 'WARN' : 'INFO',
      message: [`Environment health has transitioned from ${previous} to ${status}.`, ...causes].join(' '),
    });
  }

  return {
    read,
    note,
    start() {
      const everyMs = Math.max(minReportMs, reportMs / pace);
      timer = setInterval(() => {
        for (const environment of store.live()) {
          note(environment).catch((error: unknown) => {
            warn(error);
          });
        }
      }, everyMs).unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
