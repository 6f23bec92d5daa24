/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
import { z } from 'zod';
import type { LogGroups } from './log-groups.ts';
import { group, listPage, paged } from './pages.ts';
import { ServiceError } from '../http/service.ts';

export const streamsInput = z.object({
  logGroupName: group,
  logStreamNamePrefix: z.string().optional(),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).optional(),
  descending: z.boolean().optional(),
  ...listPage,
});

export function describeStreams(
  groups: LogGroups,
  { logGroupName, logStreamNamePrefix: prefix, orderBy, ...input }: z.output<typeof streamsInput>,
  arnOf: (group: string) => string,
): object {
  const byTime = orderBy === 'LastEventTime';
  if (byTime && prefix !== undefined) {
    throw new ServiceError(
      'InvalidParameterException',
      'Cannot order by LastEventTime with a logStreamNamePrefix.',
    );
  }
  const { streams } = groups.require(logGroupName);
  const events = groups.events(logGroupName);
  // Streams without events are the oldest.
  const keyOf = (name: string): string =>
    byTime ? `${String(events.timesOf(name)?.lastEvent ?? 0).padStart(20, '0')} ${name}` : name;
  const sorted = Object.keys(streams)
    .filter((name) => name.startsWith(prefix ?? ''))
    .map((name) => ({ name, key: keyOf(name) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (input.descending === true) sorted.reverse();
  const { items, next } = paged(sorted, ({ key }) => key, input);
  return {
    logStreams: items.map(({ name }) => {
      const times = events.timesOf(name);
      return {
        logStreamName: name,
        creationTime: streams[name],
        ...(times !== undefined && {
          firstEventTimestamp: times.firstEvent,
          lastEventTimestamp: times.lastEvent,
          lastIngestionTime: times.lastIngestion,
        }),
        arn: `${arnOf(logGroupName)}:log-stream:${name}`,
        storedBytes: 0,
      };
    }),
    nextToken: next,
  };
}
