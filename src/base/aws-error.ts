/** The SDK's name of an AWS error, e.g. "RepositoryNotFoundException"; undefined for anything else. */
export function awsErrorName(error: unknown): string | undefined {
  return error instanceof Error && '$metadata' in error ? error.name : undefined;
}

/** Routine refusals for asking too often; they are waited out, never reported as failures. */
export function isThrottle(error: unknown): boolean {
  return /throttl|toomanyrequests|requestlimitexceeded|slowdown/i.test(awsErrorName(error) ?? '');
}
