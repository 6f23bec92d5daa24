import { logGroupPrefix } from '../base/log-group-names.ts';
import type { PacedLogs } from './paced-client.ts';

/** Name → days of retention; undefined: for ever. */
export type LogGroups = ReadonlyMap<string, number | undefined>;

/** Returns all log groups of an environment, sorted by name; none before it has written logs. */
export async function listLogGroups(request: PacedLogs, environment: string): Promise<LogGroups> {
  const groups: [string, number | undefined][] = [];
  let nextToken: string | undefined;
  do {
    const page = await request((logs) =>
      logs.describeLogGroups({
        logGroupNamePrefix: logGroupPrefix(environment),
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    for (const { logGroupName = '', retentionInDays } of page.logGroups ?? [])
      groups.push([logGroupName, retentionInDays]);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return new Map(groups.sort(([a], [b]) => (a < b ? -1 : 1)));
}
