/** The SDK's name of an AWS error, e.g. "RepositoryNotFoundException"; undefined for anything else. */
export function awsErrorName(error: unknown): string | undefined {
  return error instanceof Error && '$metadata' in error ? error.name : undefined;
}

/** Throttles are routine: kc-eb waits and tries again, and never reports them as failures. */
export function isThrottle(error: unknown): boolean {
  return /throttl|toomanyrequests|requestlimitexceeded|slowdown/i.test(awsErrorName(error) ?? '');
}
