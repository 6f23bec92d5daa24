/** The faults that can happen at one call, and how the harness causes them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiResponse } from '../../src/local-beanstalk/http/service.ts';
import { ServiceError } from '../../src/local-beanstalk/http/service.ts';
import { AnswerLost } from '../../src/local-beanstalk/http/dispatch.ts';

/** "elasticbeanstalk CreateEnvironment #1": the call, and which one of its kind in the run. */
export type Point = string;

/** Faults of the process at the call; it does nothing after them. */
const kills = ['killed before', 'killed after'] as const;

/**
 * Faults of the server. The SDK retries a call, so these last for all attempts of one call. Only "answer lost" happens
 * once, so that the server gets the call twice.
 */
const answers = {
  'answer lost': async (handle, attempt) => {
    const answer = await handle();
    if (attempt === 1) throw new AnswerLost();
    return answer;
  },
  'every answer lost': async (handle) => {
    await handle().catch(() => undefined);
    throw new AnswerLost();
  },
  throttled: () => Promise.reject(new ServiceError('ThrottlingException', 'Rate exceeded', 400)),
  'status 500': () => Promise.reject(new ServiceError('InternalFailure', 'Internal failure', 500)),
  'no answer': () => new Promise(() => undefined),
  'access denied': () => Promise.reject(new ServiceError('AccessDeniedException', 'Not authorized', 403)),
  slow: async (handle) => {
    await sleep(slowMs);
    return handle();
  },
} satisfies Record<string, (handle: () => Promise<ApiResponse>, attempt: number) => Promise<ApiResponse>>;

/** Delay of a slow call: 60 s of the server's time at the harness's pace. */
const slowMs = 300;

export type AnswerFault = keyof typeof answers;
export type Fault = (typeof kills)[number] | AnswerFault | 'fails';

const answerFaults = Object.keys(answers) as AnswerFault[];

/** Faults of Keycloak: the probe does not retry, and sends no AWS credentials. */
export const keycloakFaults = [
  'answer lost',
  'status 500',
  'no answer',
  'slow',
] as const satisfies AnswerFault[];
export type KeycloakFault = (typeof keycloakFaults)[number];

/** Each must happen at least once. */
export const allFaults: readonly Fault[] = [...kills, ...answerFaults];
/** Faults of calls that build images. */
export const engineFaults: readonly Fault[] = [...kills, 'fails'];

export function isAnswerFault(fault: Fault): fault is AnswerFault {
  return Object.hasOwn(answers, fault);
}

/** `attempt`: of this call, from 1. */
export function answerWith(
  fault: AnswerFault,
  handle: () => Promise<ApiResponse>,
  attempt: number,
): Promise<ApiResponse> {
  return answers[fault](handle, attempt);
}

/** The faults of a call: a run of the container engine is not a request. */
export function faultsOf(point: Point): readonly Fault[] {
  if (point.startsWith('engine ')) return engineFaults;
  return point.startsWith('keycloak ') ? [...kills, ...keycloakFaults] : allFaults;
}
