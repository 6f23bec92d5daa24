import { isThrottle } from './aws-error.ts';

const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];

/** Recognizes throttles, faults of the service and network faults: a later attempt may succeed. */
export function isTransient(error: unknown): boolean {
  if (isThrottle(error) || isUnreachable(error)) return true;
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** Recognizes errors of requests without a response. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || networkCodes.includes(String((error as { code?: unknown }).code));
}
