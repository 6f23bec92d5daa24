/** The SDK's name of an AWS error, e.g. "RepositoryNotFoundException"; undefined for anything else. */
export function awsErrorName(error: unknown): string | undefined {
  return error instanceof Error && '$metadata' in error ? error.name : undefined;
}

/** Returns undefined when AWS answers the call with one of these errors. */
export async function unlessAwsError<T>(
  names: readonly string[],
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (names.includes(awsErrorName(error) ?? '')) return undefined;
    throw error;
  }
}

/** Throttles are routine: kc-eb waits and tries again, and never reports them as failures. */
export function isThrottle(error: unknown): boolean {
  return /throttl|toomanyrequests|requestlimitexceeded|slowdown/i.test(awsErrorName(error) ?? '');
}
