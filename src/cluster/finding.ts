/** A cause with its message and remedy, and the wording that causes share. */
import { accountsText, namesText } from '../base/few.ts';
import type { Trouble } from './log-lines.ts';
import type { ClusterState, InstanceState } from './state.ts';

export type Cause =
  | 'missing-instance'
  | 'no-evidence'
  | 'database'
  | 'not-started'
  | 'not-ready'
  | 'other-version'
  | 'local-cache'
  | 'same-name'
  | 'bridge-network'
  | 'tls'
  | 'stale-member'
  | 'split'
  | 'not-discovered'
  | 'port-closed'
  | 'probe-failed';

export interface Finding {
  cause: Cause;
  message: string;
  remedy: string;
  /** Whether waiting cannot change it. */
  lasting: boolean;
  /** true where neither heartbeats nor lines show a fault: only the proof is missing. */
  unproven?: boolean;
}

/** Searches for one cause. */
export type Check = (state: ClusterState) => Finding | undefined;

/** The first of `instances` with the trouble, and its newest line of that trouble. */
export function firstTrouble<I extends InstanceState>(
  instances: readonly I[],
  trouble: Trouble,
  since: 'start' | 'recent' = 'start',
): [I, string] | [undefined, string] {
  for (const instance of instances) {
    const { recent, log } = instance;
    const line =
      since === 'recent' ? recent.get(trouble) : (log?.troubles.get(trouble) ?? log?.former.get(trouble));
    if (line !== undefined) return [instance, shorten(line)];
  }
  return [undefined, ''];
}

function shorten(line: string): string {
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
}

/** "i-1 sees (1) a; i-2 sees (1) b."; of many "i-1 sees (1) a; 49 instances see (49) b, c, d, e, f and 44 more." */
export function viewsOf(instances: readonly InstanceState[]): string {
  const views = instances.map(({ id, log }) => {
    const { size = 0, members = ['no node'] } = log?.view ?? {};
    return { name: id, text: `(${size}) ${namesText(members)}`, key: [size, ...members.toSorted()].join() };
  });
  return `${accountsText(views, (count) => (count === 1 ? ' sees' : ' see'))}.`;
}

export function idsOf(instances: readonly InstanceState[]): string {
  return namesText(instances.map(({ id }) => id));
}
