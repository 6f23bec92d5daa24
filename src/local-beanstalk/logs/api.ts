/**
 * CloudWatch Logs: the operations of log agents and log readers.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
import { z } from 'zod';
import { describeStreams, streamsInput } from './describe-streams.ts';
import type { LogGroups } from './log-groups.ts';
import { group, maxEvents, page, paged, stream, time } from './pages.ts';
import { readOperations } from './read-events.ts';
import { jsonOperation, jsonService } from '../http/json-protocol.ts';
import type { Service } from '../http/service.ts';

/** AWS accepts events up to 14 days old and 2 hours ahead. */
const oldestMs = 14 * 24 * 60 * 60 * 1000;
const newestMs = 2 * 60 * 60 * 1000;

export function logsService(groups: LogGroups, place: { region: string; accountId: string }): Service {
  const arnOf = (name: string): string => `arn:aws:logs:${place.region}:${place.accountId}:log-group:${name}`;
  return jsonService('logs', {
    CreateLogGroup: jsonOperation(z.object({ logGroupName: group }), ({ logGroupName }) => {
      groups.create(logGroupName);
      return undefined;
    }),
    DeleteLogGroup: jsonOperation(z.object({ logGroupName: group }), ({ logGroupName }) => {
      groups.remove(logGroupName);
      return undefined;
    }),
    PutRetentionPolicy: jsonOperation(
      z.object({ logGroupName: group, retentionInDays: z.number().int().positive() }),
      ({ logGroupName, retentionInDays }) => {
        groups.setRetention(logGroupName, retentionInDays);
        return undefined;
      },
    ),
    DeleteRetentionPolicy: jsonOperation(z.object({ logGroupName: group }), ({ logGroupName }) => {
      groups.setRetention(logGroupName, undefined);
      return undefined;
    }),
    DescribeLogGroups: jsonOperation(
      z.object({ logGroupNamePrefix: z.string().optional(), ...page }),
      ({ logGroupNamePrefix: prefix = '', ...input }) => {
        const found = groups.all().filter(({ name }) => name.startsWith(prefix));
        const { items, next } = paged(found, ({ name }) => name, input);
        return {
          logGroups: items.map(({ name, createdAt, retention }) => ({
            logGroupName: name,
            creationTime: createdAt,
            retentionInDays: retention,
            arn: `${arnOf(name)}:*`,
            logGroupArn: arnOf(name),
          })),
          nextToken: next,
        };
      },
    ),
    CreateLogStream: jsonOperation(
      z.object({ logGroupName: group, logStreamName: stream }),
      ({ logGroupName, logStreamName }) => {
        groups.createStream(logGroupName, logStreamName);
        return undefined;
      },
    ),
    DescribeLogStreams: jsonOperation(streamsInput, (input) => describeStreams(groups, input, arnOf)),
    PutLogEvents: jsonOperation(
      z.object({
        logGroupName: group,
        logStreamName: stream,
        logEvents: z
          .array(z.object({ timestamp: time, message: z.string().min(1) }))
          .min(1)
          .max(maxEvents),
      }),
      ({ logGroupName, logStreamName, logEvents }) => {
        const now = Date.now();
        const accepted = logEvents.filter(
          ({ timestamp }) => timestamp > now - oldestMs && timestamp < now + newestMs,
        );
        groups.add(logGroupName, logStreamName, accepted);
        // AWS ignores sequence tokens now; Docker's driver still needs one.
        return { nextSequenceToken: '0' };
      },
    ),
    ...readOperations(groups),
  });
}
