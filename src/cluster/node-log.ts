/** What a node's log says of its newest start: the news of its lines, folded in time order. */
import type { ClusterNews, Trouble, View } from './log-lines.ts';
import { parseRelease } from '../keycloak/releases.ts';

/** One node since its container's last start. */
export interface NodeLog {
  /** Of Keycloak, once it listens. */
  version: string | undefined;
  /** It has said that its bootstrap is completed. */
  bootstrapped: boolean;
  /** JGroups' name of the node, e.g. "ip-10-0-0-11-20541"; undefined before it has joined or formed a view. */
  node: string | undefined;
  /** Addresses it tells the others to reach it at, without the port. */
  addresses: readonly string[];
  /** The transport stack's name. */
  stack: string | undefined;
  /** A JGroups channel was opened: undefined while no line tells, false for a start with a local cache. */
  clustered: boolean | undefined;
  view: View | undefined;
  /** Every node it has shared a view with since its start, itself included. */
  met: ReadonlySet<string>;
  /** The newest line of each trouble since its start. */
  troubles: ReadonlyMap<Trouble, string>;
  /** It serves: it listens and has bootstrapped. */
  running: boolean;
}

const nothing: NodeLog = {
  version: undefined,
  bootstrapped: false,
  node: undefined,
  addresses: [],
  stack: undefined,
  clustered: undefined,
  view: undefined,
  met: new Set(),
  troubles: new Map(),
  running: false,
};

/** `news` in time order; the newest start wins. */
export function foldNews(news: readonly ClusterNews[]): NodeLog {
  return news.reduce(addNews, nothing);
}

function addNews(log: NodeLog, news: ClusterNews): NodeLog {
  switch (news.type) {
    case 'channel-started':
      return { ...nothing, ...sinceStart(log), stack: news.stack, clustered: true };
    case 'address':
      return { ...log, clustered: true, node: news.node, addresses: news.addresses };
    case 'view':
      return {
        ...log,
        clustered: true,
        view: news.view,
        met: new Set([...log.met, ...news.view.members]),
      };
    case 'channel-stopped':
      return { ...log, clustered: undefined, view: undefined };
    case 'started':
      return serving({ ...ofStart(log, log.version !== undefined), version: news.version });
    case 'bootstrapped':
      return serving({ ...ofStart(log, log.bootstrapped), bootstrapped: true });
    case 'stopped':
      return nothing;
    case 'trouble':
      return { ...log, troubles: new Map([...log.troubles, [news.trouble, news.text]]) };
  }
}

/** The start that a line belongs to which each start writes once: a new one when it is there already. */
function ofStart(log: NodeLog, repeated: boolean): NodeLog {
  if (log.running) return nothing;
  return repeated ? { ...nothing, troubles: log.troubles } : log;
}

/** The start is complete with the banner; where there is a line for the bootstrap, with both, in either order. */
function serving(log: NodeLog): NodeLog {
  const { version, bootstrapped, clustered } = log;
  if (version === undefined || (!bootstrapped && saysBootstrapped(version))) return log;
  // No channel came before: its cache is local.
  return clustered === true
    ? { ...log, running: true }
    : { ...nothing, version, bootstrapped, clustered: false, running: true };
}

function saysBootstrapped(version: string): boolean {
  return parseRelease(version)?.traits.bootstrapLine === true;
}

/**
 * What was before the channel and belongs to the same start: Keycloak may reach for its database before, and from 26.6
 * on it may listen before.
 */
function sinceStart(log: NodeLog): Partial<NodeLog> {
  if (log.running || log.clustered === true) return {};
  const { version, troubles } = log;
  return { version, ...(!troubles.has('start-failed') && { troubles }) };
}
