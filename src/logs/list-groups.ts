import { allPages } from '../base/pages.ts';
import { logGroupPrefix } from '../base/log-group-names.ts';
import type { PacedLogs } from './paced-client.ts';

/** Name → days of retention; undefined: for ever. */
export type LogGroups = ReadonlyMap<string, number | undefined>;

/** Returns all log groups of an environment, sorted by name; none before it has written logs. */
export async function listLogGroups(request: PacedLogs, environment: string): Promise<LogGroups> {
  const logGroupNamePrefix = logGroupPrefix(environment);
  const groups = await allPages(
    (nextToken) => request((logs) => logs.describeLogGroups({ logGroupNamePrefix, nextToken })),
    (page) => page.logGroups,
  );
  const pairs = groups.map(
    ({ logGroupName = '', retentionInDays }) => [logGroupName, retentionInDays] as const,
  );
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
