/**
 * CloudWatch Logs: the operations of log agents and log readers.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
import { z } from 'zod';
import type { StoredEvent } from './log-group.ts';
import { filterPattern } from './filter-pattern.ts';
import type { LogGroups } from './log-groups.ts';
import { jsonOperation, jsonService } from '../http/json-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';

/** Events scanned for one page. As on AWS, an empty page may precede others. */
const scannedPerPage = 5_000;
const maxEvents = 10_000;
/** AWS accepts events up to 14 days old and 2 hours ahead. */
const oldestMs = 14 * 24 * 60 * 60 * 1000;
const newestMs = 2 * 60 * 60 * 1000;

const group = z.string().min(1).max(512);
const stream = z.string().min(1).max(512);
const time = z.number().int().min(0);
const page = { nextToken: z.string().optional(), limit: z.number().int().min(1).max(maxEvents).optional() };

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
      ({ logGroupNamePrefix: prefix = '', limit = 50, nextToken }) => {
        const found = groups.all().filter(({ name }) => name.startsWith(prefix));
        const { items, next } = paged(found, ({ name }) => name, limit, nextToken);
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
    DescribeLogStreams: jsonOperation(
      z.object({ logGroupName: group, logStreamNamePrefix: z.string().optional(), ...page }),
      ({ logGroupName, logStreamNamePrefix: prefix = '', limit = 50, nextToken }) => {
        const names = Object.keys(groups.require(logGroupName).streams).filter((name) =>
          name.startsWith(prefix),
        );
        const { items, next } = paged(names.sort(), (name) => name, limit, nextToken);
        return {
          logStreams: items.map((name) => ({
            logStreamName: name,
            creationTime: groups.require(logGroupName).streams[name],
            arn: `${arnOf(logGroupName)}:log-stream:${name}`,
          })),
          nextToken: next,
        };
      },
    ),
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
    FilterLogEvents: jsonOperation(
      z.object({
        logGroupName: group,
        logStreamNames: z.array(stream).optional(),
        logStreamNamePrefix: z.string().optional(),
        startTime: time.optional(),
        endTime: time.optional(),
        filterPattern: z.string().optional(),
        ...page,
      }),
      (input) => {
        groups.require(input.logGroupName);
        const { logStreamNames: names, logStreamNamePrefix: prefix = '', limit = maxEvents } = input;
        const { events, firstAt, after } = bound(groups, input.logGroupName);
        const matches = filterPattern(input.filterPattern ?? '');
        const start = input.nextToken === undefined ? firstAt(input.startTime ?? 0) : after(input.nextToken);
        const end = input.endTime === undefined ? events.length : firstAt(input.endTime + 1);
        const stop = Math.min(end, start + scannedPerPage);
        const found: StoredEvent[] = [];
        let index = start;
        for (; index < stop && found.length < limit; index += 1) {
          const event = events[index];
          if (event === undefined) break;
          const ofStream = names?.includes(event.stream) ?? event.stream.startsWith(prefix);
          if (ofStream && matches(event.message)) found.push(event);
        }
        return {
          events: found.map(({ stream: logStreamName, ...event }) => ({ logStreamName, ...event })),
          searchedLogStreams: [],
          nextToken: index < end ? events[index - 1]?.eventId : undefined,
        };
      },
    ),
    GetLogEvents: jsonOperation(
      z.object({
        logGroupName: group,
        logStreamName: stream,
        startTime: time.optional(),
        endTime: time.optional(),
        startFromHead: z.boolean().optional(),
        ...page,
      }),
      (input) => {
        groups.requireStream(input.logGroupName, input.logStreamName);
        const { startTime = 0, endTime = Infinity, limit = maxEvents, startFromHead = false } = input;
        // "f/ID": forward from there; "b/ID": backward.
        const [direction = startFromHead ? 'f' : 'b', id] = input.nextToken?.split('/') ?? [];
        const within = groups
          .events(input.logGroupName)
          .events.filter((event) => event.stream === input.logStreamName)
          .filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime)
          .filter(({ eventId }) => id === undefined || (direction === 'f' ? eventId > id : eventId < id));
        const events = direction === 'f' ? within.slice(0, limit) : within.slice(-limit);
        return {
          events: events.map(({ timestamp, message, ingestionTime }) => ({
            timestamp,
            message,
            ingestionTime,
          })),
          nextForwardToken: `f/${events.at(-1)?.eventId ?? id ?? ''}`,
          nextBackwardToken: `b/${events[0]?.eventId ?? id ?? ''}`,
        };
      },
    ),
  });
}

function bound(groups: LogGroups, name: string) {
  const found = groups.events(name);
  return {
    events: found.events,
    firstAt: (timestamp: number) => found.firstAt(timestamp),
    after: (eventId: string) => {
      if (!/^\d{56}$/.test(eventId)) {
        throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
      }
      return found.after(eventId);
    },
  };
}

/** `sorted`: by key. The token is the last key of the page before. */
function paged<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  token: string | undefined,
): { items: T[]; next: string | undefined } {
  const rest = sorted.filter((item) => token === undefined || keyOf(item) > token);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > limit && last !== undefined ? keyOf(last) : undefined };
}
