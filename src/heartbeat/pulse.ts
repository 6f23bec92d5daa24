/** Decides which instances have a pulse: a heartbeat that is recent, and younger than the newest deployment. */
import type { ReceivedHeartbeat } from './reader.ts';
import { largest } from '../base/extremes.ts';

export type Pulse =
  | { state: 'beating'; heartbeat: ReceivedHeartbeat }
  /** Its next heartbeat may still come. `last`: the newest that was found. */
  | { state: 'awaited'; last: ReceivedHeartbeat | undefined }
  | { state: 'silent'; last: ReceivedHeartbeat | undefined };

/** Heartbeats have an interval of 30 s. The awslogs driver sends every 5 s. */
const oldestMs = 90_000;
const nextMs = 45_000;
/** A deployment ends when its containers have started, or soon after. */
const firstMs = 60_000;

export interface PulseFacts {
  heartbeats: ReadonlyMap<string, ReceivedHeartbeat>;
  /** This machine's time, in milliseconds since the epoch. */
  now: number;
  /** The first read, by the same clock. */
  since: number;
}

/** Returns the pulse of each instance, by id. `deployedAt`: the end of its last deployment. */
export function takePulses(
  instances: readonly { id: string; deployedAt: Date | undefined }[],
  { heartbeats, now, since }: PulseFacts,
): ReadonlyMap<string, Pulse> {
  const newest = largest(
    [...heartbeats.values()].map(({ at }) => at),
    now,
  );
  const deployedAt = largest(
    instances.map((instance) => instance.deployedAt?.getTime() ?? 0),
    0,
  );
  const pulseOf = (id: string): Pulse => {
    const last = heartbeats.get(id);
    if (last !== undefined && last.at >= deployedAt && ageOf(last, { now, newest }) <= oldestMs)
      return { state: 'beating', heartbeat: last };
    const awaitedUntil = Math.max(deployedAt + firstMs, last === undefined ? 0 : since + nextMs);
    return now < awaitedUntil ? { state: 'awaited', last } : { state: 'silent', last };
  };
  return new Map(instances.map(({ id }) => [id, pulseOf(id)]));
}

/** One that arrived while kc-eb was reading has a known age, whatever the clocks show. */
function ageOf(
  { at, receivedAt }: ReceivedHeartbeat,
  { now, newest }: { now: number; newest: number },
): number {
  return receivedAt === undefined ? newest - at : now - receivedAt;
}
