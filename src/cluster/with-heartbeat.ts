/** The state of a node by its heartbeat, with what its log lines add: addresses, members, troubles. */
import type { Heartbeat } from '../heartbeat/line.ts';
import type { View } from './log-lines.ts';
import { type NodeLog, silentNode } from './node-log.ts';

/** `log`: undefined where no lines were read or found. */
export function nodeOf(heartbeat: Heartbeat, log: NodeLog | undefined): NodeLog {
  const { node, keycloak: version, ready: running } = heartbeat;
  // Where lines are hidden, the newest ones may be those of an earlier start.
  const own = node === undefined || log?.node === undefined || log.node === node ? log : undefined;
  return {
    ...(own ?? silentNode),
    ...{ version, running },
    node: node ?? own?.node,
    clustered: heartbeat.size === undefined ? own?.clustered : true,
    view: viewOf(heartbeat, own?.view),
  };
}

/** The logged view where its size is still the same: it has the members' names. */
function viewOf({ node, size }: Heartbeat, logged: View | undefined): View | undefined {
  if (size === undefined || logged?.size === size) return logged;
  return { id: '', members: size === 1 && node !== undefined ? [node] : [], size, merged: false };
}
