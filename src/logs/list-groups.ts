import { logGroupPrefix } from '../base/log-group-names.ts';
import type { PacedLogs } from './paced-client.ts';

/** Returns the names of all log groups of an environment, sorted; none before it has written logs. */
export async function listLogGroups(request: PacedLogs, environment: string): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await request((logs) =>
      logs.describeLogGroups({
        logGroupNamePrefix: logGroupPrefix(environment),
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    names.push(...(page.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names.sort();
}
