import { expect, test } from 'vitest';
import { parseHeartbeat } from '../../src/heartbeat/line.ts';
import { takePulses } from '../../src/heartbeat/pulse.ts';
import type { ReceivedHeartbeat } from '../../src/heartbeat/reader.ts';
import { heartbeatLine } from '../fakes/heartbeat-line.ts';

const now = 10_000_000;
const second = 1_000;

interface Case {
  /** Seconds before now. */
  age?: number;
  /** Seconds before now at which a later read found it. */
  received?: number;
  deployed?: number;
  /** Seconds since the first read. */
  reading?: number;
  /** Age of the heartbeat of another instance. */
  other?: number;
}

function pulse({ age, received, deployed = 3_600, reading = 0, other }: Case): string | undefined {
  const heartbeats = new Map<string, ReceivedHeartbeat>();
  const add = (instance: string, at: number): void => {
    const heartbeat = parseHeartbeat(heartbeatLine({ at, instance, address: '10.0.0.1' }));
    if (heartbeat === undefined) throw new Error('not a heartbeat');
    const receivedAt = received === undefined ? undefined : now - received * second;
    heartbeats.set(instance, { ...heartbeat, receivedAt });
  };
  if (age !== undefined) add('i-1', now - age * second);
  if (other !== undefined) add('i-2', now - other * second);
  const instances = [{ id: 'i-1', deployedAt: new Date(now - deployed * second) }];
  return takePulses(instances, { heartbeats, now, since: now - reading * second }).get('i-1')?.state;
}

test.each<[string, Case, string]>([
  ['recent', { age: 60 }, 'beating'],
  ['as old as may be', { age: 90 }, 'beating'],
  ['of a clock that is ahead', { age: -200 }, 'beating'],
  ['too old, and reading has just begun: this clock may be wrong', { age: 91 }, 'awaited'],
  ['too old, and none has come since', { age: 150, reading: 46 }, 'silent'],
  ['too old by this clock, but it came a moment ago', { age: 250, received: 3, reading: 30 }, 'beating'],
  ['too old by the clock of another instance', { age: 60, other: -60, reading: 46 }, 'silent'],
  ['none, long after the deployment', {}, 'silent'],
  ['none yet after a deployment', { deployed: 10 }, 'awaited'],
  ['none a minute after a deployment', { deployed: 61 }, 'silent'],
  ['of before the deployment', { age: 20, deployed: 10 }, 'awaited'],
  ['of before the deployment a minute ago', { age: 80, deployed: 61, reading: 46 }, 'silent'],
])('a heartbeat that is %s', (_, given, state) => {
  expect(pulse(given)).toBe(state);
});
