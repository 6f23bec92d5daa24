/**
 * CloudWatch Logs: the operations of log agents and log readers.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
import { z } from 'zod';
import { describeStreams, streamsInput } from './describe-streams.ts';
import type { LogGroups } from './log-groups.ts';
import { group, listPage, paged, stream } from './pages.ts';
import { putEvents, putInput } from './put-events.ts';
import { readOperations } from './read-events.ts';
import { jsonOperation, jsonService } from '../http/json-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

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
      z.object({ logGroupName: group, retentionInDays: z.literal(retentionDays) }),
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
      z.object({
        logGroupNamePrefix: z.string().optional(),
        logGroupNamePattern: z.string().optional(),
        ...listPage,
      }),
      ({ logGroupNamePrefix: prefix, logGroupNamePattern: pattern, ...input }) => {
        if (prefix !== undefined && pattern !== undefined) {
          throw new ServiceError(
            'InvalidParameterException',
            'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
          );
        }
        const found = groups
          .all()
          .filter(({ name }) => name.startsWith(prefix ?? '') && name.includes(pattern ?? ''));
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
    PutLogEvents: jsonOperation(putInput, (input) => putEvents(groups, input, Date.now())),
    ...readOperations(groups),
  });
}
