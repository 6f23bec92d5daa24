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
const now = Date.now();
const streams = 120;
const events = 10;
let folder: string;
let client: CloudWatchLogs;
let close: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-pages-'));
  const groups = new LogGroups(folder, () => new Date(now));
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
  for (let stream = 0; stream < streams; stream++) {
    const logStreamName = `i-${stream}`;
    await client.createLogStream({ logGroupName, logStreamName });
    const logEvents = Array.from({ length: events }, (_, index) => ({
      timestamp: now - (streams - stream) * 100 + index,
      message: `${stream}/${index} ${'x'.repeat(3_000)}`,
    }));
    await client.putLogEvents({ logGroupName, logStreamName, logEvents });
  }
});
afterAll(async () => {
  client.destroy();
  await close();
  rmSync(folder, { recursive: true });
});

test('pages of events end at 1 MB, and no event is lost', async () => {
  const pages: string[][] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.filterLogEvents({ logGroupName, nextToken });
    pages.push((page.events ?? []).map(({ message = '' }) => message));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  for (const page of pages) expect(Buffer.byteLength(page.join(''))).toBeLessThanOrEqual(1_048_576);
  expect(pages).toHaveLength(4);
  expect(new Set(pages.flat()).size).toBe(streams * events);
  expect(pages.flat()).toHaveLength(streams * events);
});

test('pages of streams have 50, the newest first', async () => {
  const names: string[] = [];
  const sizes: number[] = [];
  let nextToken: string | undefined;
  do {
    const order = { orderBy: 'LastEventTime', descending: true } as const;
    const page = await client.describeLogStreams({ logGroupName, ...order, nextToken });
    const found = (page.logStreams ?? []).map(({ logStreamName = '' }) => logStreamName);
    sizes.push(found.length);
    names.push(...found);
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  expect(sizes).toEqual([50, 50, 20]);
  expect(names).toEqual(Array.from({ length: streams }, (_, index) => `i-${streams - 1 - index}`));
});
