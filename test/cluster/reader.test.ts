/** Requests of one reading: bounded by instances and minutes, not by the lines or the age of the environment. */
import { expect, test } from 'vitest';
import { ClusterReader } from '../../src/cluster/reader.ts';
import { isProven } from '../../src/cluster/causes.ts';
import { FakeAws } from '../fakes/fake-aws.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { heartbeatLine } from '../fakes/heartbeat-line.ts';
import { LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const now = Date.parse('2026-11-24T10:00:00Z');
const minute = 60_000;
const prefix = '/aws/elasticbeanstalk/id-prod/';

/** An environment that was deployed three weeks ago; `size`: the view of each of its nodes. */
async function read({
  instances: count,
  lines,
  size = count,
}: {
  instances: number;
  lines: number;
  size?: number;
}) {
  const clock = new ManualClock(now);
  const logs = new LateLogs(clock);
  logs.pageSize = 10_000;
  const { beanstalkFake: beanstalk } = new FakeAws(clock);
  const launchedAt = new Date(now - 30_000 * minute);
  const instances = Array.from({ length: count }, (_, index) => ({
    ...{ id: `i-${index}`, privateIp: `10.0.0.${index}`, launchedAt },
    deployment: { id: 1, label: 'v1', status: 'Deployed' as const, at: launchedAt },
  }));
  const solutionStack = '64bit Amazon Linux 2023 v4.13.7 running Docker';
  beanstalk.stand({ name: 'id-prod', application: 'id', solutionStack, versionLabel: 'v1' }, instances);
  for (const { id, privateIp: address } of instances) {
    const stream = `${id}/${address}`;
    for (let at = now - 60 * minute; at <= now; at += 30_000) {
      const startedAt = launchedAt.getTime();
      const message = heartbeatLine({ at, instance: id, address, node: `node-${id}`, size, startedAt });
      logs.add({ group: `${prefix}cluster`, stream, timestamp: at, message });
    }
  }
  for (let line = 0; line < lines; line += 1) {
    const timestamp = launchedAt.getTime() + line * 1_000;
    logs.add({ group: `${prefix}keycloak`, stream: 'i-0/10.0.0.0', timestamp, message: 'JGRP000032: other' });
  }
  const deps = readingDeps({ clock, logs, beanstalk });
  const { state } = await new ClusterReader(deps, exampleConfig()).read();
  return { isProven: isProven(state), requests: logs.requests.length };
}

test.each([
  { instances: 2, lines: 0 },
  { instances: 2, lines: 100_000 },
  { instances: 50, lines: 100_000 },
])('$instances instances and $lines other lines: one page of heartbeats', async (given) => {
  // LateLogs ends each list with an empty page.
  expect(await read(given)).toEqual({ isProven: true, requests: 2 });
});

test.each([2, 50])('%i instances that are apart: two ranges of lines as well', async (instances) => {
  const few = await read({ instances, lines: 1_000, size: 1 });
  expect(few).toEqual({ isProven: false, requests: 6 });
  expect(await read({ instances, lines: 100_000, size: 1 })).toEqual(few);
});
