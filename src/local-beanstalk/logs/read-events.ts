/** FilterLogEvents and GetLogEvents. */
import { z } from 'zod';
import { filterPattern } from './filter-pattern.ts';
import type { StoredEvent } from './log-group.ts';
import type { LogGroups } from './log-groups.ts';
import { group, maxEvents, page, stream, time } from './pages.ts';
import { jsonOperation, type JsonOperation } from '../http/json-protocol.ts';
import { ServiceError } from '../http/service.ts';

/** Events scanned for one page. As on AWS, an empty page may precede others. */
const scannedPerPage = 5_000;
/** Bytes of messages on one page. */
const pageBytes = 1_048_576;

const filterInput = z.object({
  logGroupName: group,
  logStreamNames: z.array(stream).optional(),
  logStreamNamePrefix: z.string().optional(),
  startTime: time.optional(),
  endTime: time.optional(),
  filterPattern: z.string().max(1024).optional(),
  // AWS has ignored it since 2019: results are always interleaved.
  interleaved: z.boolean().optional(),
  ...page,
});

const getInput = z.object({
  logGroupName: group,
  logStreamName: stream,
  startTime: time.optional(),
  endTime: time.optional(),
  startFromHead: z.boolean().optional(),
  ...page,
});

export function readOperations(groups: LogGroups): Readonly<Record<string, JsonOperation>> {
  return {
    FilterLogEvents: jsonOperation(filterInput, (input) => filterEvents(groups, input)),
    GetLogEvents: jsonOperation(getInput, (input) => getEvents(groups, input)),
  };
}

function filterEvents(groups: LogGroups, input: z.output<typeof filterInput>): object {
  groups.require(input.logGroupName);
  const { logStreamNames: names, logStreamNamePrefix: prefix = '', limit = maxEvents } = input;
  const { nextToken, startTime = 0, endTime } = input;
  if (names !== undefined && input.logStreamNamePrefix !== undefined) {
    throw new ServiceError(
      'InvalidParameterException',
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    );
  }
  const events = groups.events(input.logGroupName);
  const matches = filterPattern(input.filterPattern ?? '');
  const start = nextToken === undefined ? events.firstAt(startTime) : events.after(checked(nextToken));
  const end = endTime === undefined ? events.size : events.firstAt(endTime + 1);
  const stop = Math.min(end, start + scannedPerPage);
  const positions = events.positions(start, stop, (name) => names?.includes(name) ?? name.startsWith(prefix));
  const found: StoredEvent[] = [];
  let next = stop;
  let bytes = 0;
  for (const event of events.read(positions)) {
    if (!matches(event.message)) continue;
    bytes += Buffer.byteLength(event.message);
    const last = found.at(-1);
    if (last !== undefined && bytes > pageBytes) {
      next = events.after(last.eventId);
      break;
    }
    found.push(event);
    if (found.length < limit) continue;
    next = events.after(event.eventId);
    break;
  }
  return {
    events: found.map(({ stream: logStreamName, timestamp, message, ingestionTime, eventId }) => ({
      ...{ logStreamName, timestamp, message, ingestionTime, eventId },
    })),
    searchedLogStreams: [],
    nextToken: next < end ? events.idAt(next - 1) : undefined,
  };
}

function checked(token: string): string {
  if (/^\d{56}$/.test(token)) return token;
  throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
}

function getEvents(groups: LogGroups, input: z.output<typeof getInput>): object {
  groups.requireStream(input.logGroupName, input.logStreamName);
  const { startTime = 0, endTime, limit = maxEvents, startFromHead = false } = input;
  const events = groups.events(input.logGroupName);
  // "f/ID": forward from there; "b/ID": backward.
  const [direction = startFromHead ? 'f' : 'b', id] = input.nextToken?.split('/') ?? [];
  const forward = direction === 'f';
  const [from, to] = [
    events.firstAt(startTime),
    endTime === undefined ? events.size : events.firstAt(endTime),
  ];
  const positions = forward
    ? events.positions(
        id === undefined ? from : Math.max(from, events.after(id)),
        to,
        (name) => name === input.logStreamName,
      )
    : events.lastPositions(
        from,
        id === undefined ? to : Math.min(to, events.after(id) - 1),
        input.logStreamName,
        limit,
      );
  const found: StoredEvent[] = [];
  for (const event of events.read(positions)) {
    found.push(event);
    if (found.length >= limit) break;
  }
  return {
    events: found.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${found.at(-1)?.eventId ?? id ?? ''}`,
    nextBackwardToken: `b/${found[0]?.eventId ?? id ?? ''}`,
  };
}
