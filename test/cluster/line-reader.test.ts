import { expect, test } from 'vitest';
import { LineReader } from '../../src/cluster/line-reader.ts';
import { pacedLogs } from '../../src/logs/paced-client.ts';
import { LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;

test('days without a need for lines are not read later', async () => {
  const clock = new ManualClock(start);
  const logs = new LateLogs(clock);
  const deps = readingDeps({ clock, logs });
  const group = '/aws/elasticbeanstalk/id-prod/keycloak';
  logs.add({ group, stream: 'i-0a/10.0.0.11', timestamp: start - minute, message: 'JGRP000032: other' });
  const lines = new LineReader(deps, pacedLogs(deps, minute), group);
  const at = new Date(start - day);
  const instance = {
    id: 'i-0a',
    health: 'Ok',
    causes: [],
    isDeploying: false,
    versionLabel: 'v1',
    deployedAt: at,
    launchedAt: at,
  };
  const read = () => lines.read([instance], new Map([['i-0a', { at: start, startedAt: start - day }]]));
  await read();
  await clock.sleep(3 * day);
  const before = logs.patterns.length;
  await read();
  const starts = logs.patterns.slice(before).map(({ startTime }) => startTime);
  expect(starts.length).toBeGreaterThan(0);
  expect(Math.min(...starts.map((one) => one ?? 0))).toBe(clock.now().getTime() - 5 * minute);
});
