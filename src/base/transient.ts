import { isThrottle } from './aws-error.ts';

const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];

/** Throttles, faults of the service and of the way to it: the same question may be answered a little later. */
export function isTransient(error: unknown): boolean {
  if (isThrottle(error) || isUnreachable(error)) return true;
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** No answer came. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || networkCodes.includes(String((error as { code?: unknown }).code));
}
