/** A cause with its message and remedy, and the wording that causes share. */
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
    const line = (since === 'recent' ? instance.recent : instance.log?.troubles)?.get(trouble);
    if (line !== undefined) return [instance, shorten(line)];
  }
  return [undefined, ''];
}

function shorten(line: string): string {
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
}

/** "i-1 sees (1) a; i-2 sees (1) b." */
export function viewsOf(instances: readonly InstanceState[]): string {
  const views = instances.map(({ id, log }) =>
    `${id} sees (${log?.view?.size ?? 0}) ${log?.view?.members.join(', ') ?? 'no node'}`.trimEnd(),
  );
  return `${views.join('; ')}.`;
}

export function idsOf(instances: readonly InstanceState[]): string {
  return instances.map(({ id }) => id).join(', ');
}
