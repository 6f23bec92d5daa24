/** The type of an operation of the Beanstalk API, and helpers for all of them. */
import { z } from 'zod';
import type { HealthWatch } from '../health/health-watch.ts';
import type { EventLog } from '../store/event-log.ts';
import type { Place } from '../store/names.ts';
import type { EnvironmentRecord } from '../store/records.ts';
import type { BeanstalkStore } from '../store/beanstalk-store.ts';
import type { InstanceLogs } from '../workflow/instance-logs.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { Balancer, InstanceRuntime, ObjectStore } from '../../base/ports.ts';
import type { LocalCredentials } from '../../base/credentials.ts';
import type { Strictness } from '../../base/strictness.ts';
import { type Output, type Parameters, parseInput } from '../../http/query-protocol.ts';
import { ServiceError } from '../../http/service.ts';

export interface BeanstalkContext {
  place: Place;
  store: BeanstalkStore;
  events: EventLog;
  workflow: Workflow;
  health: HealthWatch;
  objects: ObjectStore;
  runtime: InstanceRuntime;
  balancer: Balancer;
  instanceLogs: InstanceLogs;
  /** The address of this server, for URLs of objects. */
  endpoint: string;
  /** Sign those URLs. */
  credentials: LocalCredentials;
  strictness: Strictness;
  now: () => Date;
}

/** `requestId`: the id of this call, which the events of the started work carry. */
export type BeanstalkOperation = (
  context: BeanstalkContext,
  parameters: Parameters,
  requestId: string,
) => Promise<Output | undefined>;

type Run<T> = (
  context: BeanstalkContext,
  input: T,
  requestId: string,
) => Output | undefined | Promise<Output | undefined>;

/** Checks the parameters by a schema before `run`. */
export function operation<T extends z.ZodType>(schema: T, run: Run<z.output<T>>): BeanstalkOperation {
  return async (context, parameters, requestId) => run(context, parseInput(schema, parameters), requestId);
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications.html */
const printableName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^/\p{Cc}]*$/u, 'Member must not contain a forward slash or a control character');

/** Names of new records. */
export const applicationName = printableName;
export const versionLabel = printableName;

/** Parameters that select an environment. */
export const environmentKey = {
  EnvironmentId: z.string().optional(),
  EnvironmentName: z.string().optional(),
};

export function reject(code: string, message: string): never {
  throw new ServiceError(code, message);
}

export function invalid(message: string): never {
  reject('InvalidParameterValue', message);
}

/** Throws AWS's error while an operation of the environment runs. */
export function requireReady({ name, status }: EnvironmentRecord): void {
  if (status === 'Ready') return;
  invalid(`Environment named ${name} is in an invalid state for this operation. Must be Ready.`);
}

/** Throws InvalidParameterCombination for two of them: one would have no effect. */
export function requireOne(parameters: Readonly<Record<string, unknown>>): void {
  const [first, second] = Object.keys(parameters).filter((name) => parameters[name] !== undefined);
  if (second === undefined) return;
  reject('InvalidParameterCombination', `${first ?? ''} and ${second} cannot be specified together.`);
}

/** One page of `all`; the token is the index of the next item. */
export function page<T>(
  all: readonly T[],
  { MaxRecords = 1000, NextToken }: { MaxRecords?: number | undefined; NextToken?: string | undefined },
): { items: T[]; NextToken: string | undefined } {
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from) || from < 0) {
    invalid(`Invalid NextToken '${NextToken ?? ''}'.`);
  }
  const to = from + MaxRecords;
  return { items: all.slice(from, to), NextToken: to < all.length ? String(to) : undefined };
}
