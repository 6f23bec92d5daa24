import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCredentials as credentials } from '../credentials.ts';
import { startLocalServer } from '../../../src/local-beanstalk/http/listen.ts';
import { logsService } from '../../../src/local-beanstalk/logs/api.ts';
import { LogGroups } from '../../../src/local-beanstalk/logs/log-groups.ts';

const region = 'us-east-1';
const logGroupName = '/aws/elasticbeanstalk/id-prod/cluster';
const ingestedAt = Date.now();
let folder: string;
let client: CloudWatchLogs;
let close: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-streams-'));
  const groups = new LogGroups(folder, () => new Date(ingestedAt));
  const services = [logsService(groups, { region, accountId: '000000000000' })];
  const server = await startLocalServer({
    port: 0,
    project: 'test',
    hosts: ['127.0.0.1'],
    services,
    credentials,
  });
  close = () => server.close();
  client = new CloudWatchLogs({ endpoint: server.endpoint, region, credentials });
  await client.createLogGroup({ logGroupName });
  for (const [index, logStreamName] of ['i-0c', 'i-0a', 'i-0b'].entries()) {
    await client.createLogStream({ logGroupName, logStreamName });
    const event = (ago: number) => ({ timestamp: ingestedAt - index * 1000 - ago, message: `${ago}` });
    if (index < 2)
      await client.putLogEvents({ logGroupName, logStreamName, logEvents: [event(20), event(0)] });
  }
});
afterAll(async () => {
  client.destroy();
  await close();
  rmSync(folder, { recursive: true });
});

test('streams have the times of their events; one without events has none', async () => {
  const { logStreams = [] } = await client.describeLogStreams({ logGroupName });
  expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual(['i-0a', 'i-0b', 'i-0c']);
  expect(logStreams[0]).toMatchObject({
    firstEventTimestamp: ingestedAt - 1020,
    lastEventTimestamp: ingestedAt - 1000,
    lastIngestionTime: ingestedAt,
  });
  expect(logStreams[1]).not.toHaveProperty('lastEventTimestamp');
});

test.each([2, 6, 1000])('groups cannot keep their events for %i days', async (retentionInDays) => {
  await expect(client.putRetentionPolicy({ logGroupName, retentionInDays })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await client.putRetentionPolicy({ logGroupName, retentionInDays: 1096 });
  const { logGroups = [] } = await client.describeLogGroups({});
  expect(logGroups.map((one) => one.retentionInDays)).toEqual([1096]);
});

test('a page has 50 groups at most', async () => {
  await expect(client.describeLogGroups({ limit: 51 })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('streams by their last event come in pages', async () => {
  const names: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.describeLogStreams({
      ...{ logGroupName, orderBy: 'LastEventTime', descending: true, limit: 1 },
      ...(nextToken !== undefined && { nextToken }),
    });
    names.push(...(page.logStreams ?? []).map(({ logStreamName }) => logStreamName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(names).toEqual(['i-0c', 'i-0a', 'i-0b']);
  await expect(
    client.describeLogStreams({ logGroupName, orderBy: 'LastEventTime', logStreamNamePrefix: 'i' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('FilterLogEvents has at most `limit` events a page', async () => {
  const pages: (string | undefined)[][] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.filterLogEvents({
      ...{ logGroupName, limit: 3 },
      ...(nextToken !== undefined && { nextToken }),
    });
    pages.push((page.events ?? []).map(({ logStreamName, message }) => `${logStreamName} ${message}`));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(pages).toEqual([['i-0a 20', 'i-0a 0', 'i-0c 20'], ['i-0c 0']]);
});

test('GetLogEvents goes forward and backward', async () => {
  const input = { logGroupName, logStreamName: 'i-0a' };
  const texts = ({ events = [] }: { events?: { message?: string }[] }) =>
    events.map(({ message }) => message);
  const head = await client.getLogEvents({ ...input, startFromHead: true, limit: 1 });
  expect(texts(head)).toEqual(['20']);
  const next = await client.getLogEvents({ ...input, nextToken: head.nextForwardToken });
  expect(texts(next)).toEqual(['0']);
  const last = await client.getLogEvents({ ...input, limit: 1 });
  expect(texts(last)).toEqual(['0']);
  expect(texts(await client.getLogEvents({ ...input, nextToken: last.nextBackwardToken }))).toEqual(['20']);
  const end = await client.getLogEvents({ ...input, nextToken: next.nextForwardToken });
  expect(texts(end)).toEqual([]);
  expect(end.nextForwardToken).toBe(next.nextForwardToken);
});

test('groups are found by a part of their names, not next to a prefix', async () => {
  const found = await client.describeLogGroups({ logGroupNamePattern: 'id-prod' });
  expect(found.logGroups?.map((one) => one.logGroupName)).toEqual([logGroupName]);
  expect((await client.describeLogGroups({ logGroupNamePattern: 'ID-PROD' })).logGroups).toEqual([]);
  await expect(
    client.describeLogGroups({ logGroupNamePattern: 'id', logGroupNamePrefix: '/aws' }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('a batch of events is in order of time, within a day; events too old are counted', async () => {
  const stream = { logGroupName, logStreamName: 'i-0b' };
  const hourMs = 60 * 60 * 1000;
  const batch = (...hoursAgo: number[]) =>
    client.putLogEvents({
      ...stream,
      logEvents: hoursAgo.map((hours) => ({ timestamp: Date.now() - hours * hourMs, message: 'a' })),
    });
  const invalid = { name: 'InvalidParameterException' };
  await expect(batch(1, 2)).rejects.toMatchObject(invalid);
  await expect(batch(26, 1)).rejects.toMatchObject(invalid);
  const days14 = 14 * 24;
  expect(await batch(days14 + 2, days14 + 1, days14 - 1)).toMatchObject({
    rejectedLogEventsInfo: { tooOldLogEventEndIndex: 2 },
  });
  expect((await client.getLogEvents(stream)).events).toHaveLength(1);
});

test('a batch of events has at most 1 MiB, with 26 bytes for each event', async () => {
  const stream = { logGroupName, logStreamName: 'i-0c' };
  const put = (bytes: number) =>
    client.putLogEvents({
      ...stream,
      logEvents: [{ timestamp: Date.now(), message: 'é'.repeat(bytes / 2) }],
    });
  await expect(put(1_048_576 - 24)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect(await put(1_048_576 - 26)).not.toHaveProperty('rejectedLogEventsInfo');
});
