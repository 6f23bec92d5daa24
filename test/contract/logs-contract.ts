import type { FilterLogEventsCommandInput, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

const prefix = '/aws/elasticbeanstalk/contract/';

export function logsContract(get: GetSubject, test: Declare): void {
  /** The events of all pages; empty pages may precede others. */
  const all = async (input: FilterLogEventsCommandInput): Promise<FilteredLogEvent[]> => {
    const logs = await get().aws.logs();
    const events: FilteredLogEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.filterLogEvents({ ...input, ...(nextToken !== undefined && { nextToken }) });
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  };

  test('a group is created once, gets its retention, is listed by prefix and deleted once', async () => {
    const logs = await get().aws.logs();
    const logGroupName = `${prefix}made`;
    await logs.createLogGroup({ logGroupName });
    await expect(logs.createLogGroup({ logGroupName })).rejects.toEqual(
      awsFailure('ResourceAlreadyExistsException'),
    );
    await logs.putRetentionPolicy({ logGroupName, retentionInDays: 30 });
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: logGroupName });
    expect(logGroups.map((group) => group.logGroupName)).toEqual([logGroupName]);
    await logs.deleteLogGroup({ logGroupName });
    const absent = awsFailure('ResourceNotFoundException');
    await expect(logs.deleteLogGroup({ logGroupName })).rejects.toEqual(absent);
    await expect(logs.filterLogEvents({ logGroupName })).rejects.toEqual(absent);
    await expect(logs.putRetentionPolicy({ logGroupName, retentionInDays: 30 })).rejects.toEqual(absent);
  });

  test('streams are listed by the prefix of their names', async () => {
    const subject = get();
    const logs = await subject.aws.logs();
    const logGroupName = `${prefix}streams`;
    const absent = awsFailure('ResourceNotFoundException');
    await expect(logs.describeLogStreams({ logGroupName })).rejects.toEqual(absent);
    await logs.createLogGroup({ logGroupName });
    const event = { timestamp: Date.now(), message: 'a line' };
    for (const stream of ['i-0a/10.0.0.11', 'i-0b/10.0.0.12'])
      await subject.putLogEvents(logGroupName, stream, [event]);
    const { logStreams = [] } = await logs.describeLogStreams({
      ...{ logGroupName, logStreamNamePrefix: 'i-0b', limit: 1 },
    });
    expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual(['i-0b/10.0.0.12']);
  });

  test('streams are listed by the time of their newest line, in pages', async () => {
    const subject = get();
    const logs = await subject.aws.logs();
    const logGroupName = `${prefix}times`;
    await logs.createLogGroup({ logGroupName });
    for (const [index, stream] of ['i-0b', 'i-0c', 'i-0a'].entries()) {
      const events = [0, 10].map((at) => ({
        timestamp: Date.now() - 60_000 + 100 * index + at,
        message: 'a line',
      }));
      await subject.putLogEvents(logGroupName, stream, events);
    }
    const names: string[][] = [];
    let nextToken: string | undefined;
    do {
      const order = { orderBy: 'LastEventTime', descending: true, limit: 2 } as const;
      const page = await logs.describeLogStreams({ logGroupName, ...order, nextToken });
      names.push((page.logStreams ?? []).map(({ logStreamName = '' }) => logStreamName));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    expect(names).toEqual([['i-0a', 'i-0c'], ['i-0b']]);
  });

  test('a group without events has none', async () => {
    const logs = await get().aws.logs();
    const logGroupName = `${prefix}empty`;
    await logs.createLogGroup({ logGroupName });
    expect(await all({ logGroupName })).toEqual([]);
  });

  const logGroupName = `${prefix}filled`;
  const start = Date.now() - 60_000;
  const offsetsOf = (events: FilteredLogEvent[]) => events.map(({ timestamp = 0 }) => timestamp - start);

  test('events: by time with both ends included; each once', async () => {
    const subject = get();
    const logs = await subject.aws.logs();
    await logs.createLogGroup({ logGroupName });
    const put = (stream: string, ...offsets: number[]) =>
      subject.putLogEvents(
        logGroupName,
        stream,
        offsets.map((offset) => ({ timestamp: start + offset, message: `line ${offset} of ${stream}` })),
      );
    await put('i-0a/10.0.0.11', 0, 10, 10, 20, 30, 40, 50);
    await put('i-0b/10.0.0.12', 5, 15, 25);

    const sorted = (events: FilteredLogEvent[]) => offsetsOf(events).toSorted((one, other) => one - other);
    const everything = await all({ logGroupName });
    expect(sorted(everything)).toEqual([0, 5, 10, 10, 15, 20, 25, 30, 40, 50]);
    expect(new Set(everything.map(({ eventId }) => eventId)).size).toBe(10);
    expect(everything.find(({ timestamp }) => timestamp === start + 5)).toMatchObject({
      logStreamName: 'i-0b/10.0.0.12',
      message: 'line 5 of i-0b/10.0.0.12',
    });
    const within = { logGroupName, startTime: start + 10, endTime: start + 25 };
    expect(sorted(await all(within))).toEqual([10, 10, 15, 20, 25]);
  });
  test('events are filtered by terms', async () => {
    const terms = '?"line 15 of" ?"line 20 of"';
    expect(offsetsOf(await all({ logGroupName, filterPattern: terms }))).toEqual([15, 20]);
    expect(await all({ logGroupName, filterPattern: '"no such words"' })).toEqual([]);
  });

  test('events are filtered by the prefix of their stream', async () => {
    expect(offsetsOf(await all({ logGroupName, logStreamNamePrefix: 'i-0b' }))).toEqual([5, 15, 25]);
  });

  test('events of several streams come in order of time', async () => {
    expect(offsetsOf(await all({ logGroupName }))).toEqual([0, 5, 10, 10, 15, 20, 25, 30, 40, 50]);
  });
}
