import type { EnvironmentEvent } from '../../src/environment/events.ts';
import type { Snapshot, WatchedInstance, WatchedStatus } from '../../src/watch/snapshot.ts';

export const now = new Date('2026-11-24T10:00:20Z');

/** A date so many seconds before `now`. */
export function ago(seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000);
}

/** The instance with this number: healthy, with a heartbeat of 20 seconds ago. */
export function instance(number: number, changes: Partial<WatchedInstance> = {}): WatchedInstance {
  const node = `ip-10-0-0-${10 + number}-27450`;
  return {
    id: `i-${number.toString(16).padStart(17, '0')}`,
    health: 'Ok',
    causes: [],
    versionLabel: '26.7.3-879a1ce464f0',
    heartbeat: { at: ago(20), ready: true, size: 2, node, sequence: 17 },
    ...changes,
  };
}

export function event(seconds: number, message: string, severity = 'INFO'): EnvironmentEvent {
  return { at: ago(seconds), severity, message, versionLabel: undefined, requestId: undefined };
}

export function status(changes: Partial<WatchedStatus> = {}): WatchedStatus {
  return {
    ...{ status: 'Ready', color: 'Green', health: 'Ok', causes: [], versionLabel: '26.7.3-879a1ce464f0' },
    instances: [instance(1), instance(2)],
    ...{ clustered: true, oneCluster: true, cluster: 'one of 2 nodes, by the heartbeats' },
    ...changes,
  };
}

export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ environment: 'id-prod', at: ago(2), problem: undefined, status: status(), readAt: ago(2) },
    events: [
      event(45, 'Environment update completed successfully.'),
      event(4_000, 'Batch 1: Starting application deployment on instance(s) [i-00000000000000001].'),
      event(90_000, 'Failed to deploy application.', 'ERROR'),
    ],
    ...changes,
  };
}
