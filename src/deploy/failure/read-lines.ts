/** Lines of one log group that a failure is explained by. */
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { unlessAwsError } from '../../base/aws-error.ts';
import { allPages } from '../../base/pages.ts';
import { pacedLogs } from '../../logs/paced-client.ts';
import type { Deps } from '../../ports.ts';

const patienceMs = 10_000;

/** `startTime`: milliseconds since the epoch. */
export type ReadLines = (query: {
  logGroupName: string;
  filterPattern: string;
  startTime: number;
}) => Promise<readonly FilteredLogEvent[]>;

/** Returns a reader of all matching events, oldest first; none where the group does not exist. */
export function linesReader(deps: Deps): ReadLines {
  const logs = pacedLogs(deps, patienceMs);
  return async (query) => {
    const events = await unlessAwsError(['ResourceNotFoundException'], () =>
      allPages(
        (nextToken) => logs((client) => client.filterLogEvents({ ...query, nextToken })),
        (page) => page.events,
      ),
    );
    return events ?? [];
  };
}
