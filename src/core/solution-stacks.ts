const docker = /^64bit Amazon Linux 2023 v(\d+)\.(\d+)\.(\d+) running Docker$/;

/** Of these solution stacks those that kc-eb deploys to, oldest first. */
export function dockerStacks(names: readonly string[]): string[] {
  return names
    .filter((name) => docker.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
