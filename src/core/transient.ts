import { isThrottle } from './aws-error.ts';

const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];

/** Throttles, faults of the service and of the way to it: the same question may be answered a little later. */
export function isTransient(error: unknown): boolean {
  if (isThrottle(error)) return true;
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return (
    error.name === 'TimeoutError' ||
    networkCodes.includes(String(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500
  );
}
