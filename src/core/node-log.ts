/** What a node's log says of its newest start: the news of its lines, folded in time order. */
import type { ClusterNews, Trouble, View } from './cluster-log.ts';

/** One node since its container's last start. */
export interface NodeLog {
  /** Of Keycloak, once it has started. */
  version: string | undefined;
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
  running: boolean;
}

const nothing: NodeLog = {
  version: undefined,
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
      return { ...nothing, stack: news.stack, clustered: true, troubles: sinceStart(log) };
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
      // A second start without a channel in between opened none: its cache is local.
      return log.running || log.clustered !== true
        ? { ...nothing, clustered: false, version: news.version, running: true }
        : { ...log, version: news.version, running: true };
    case 'stopped':
      return nothing;
    case 'trouble':
      return { ...log, troubles: new Map([...log.troubles, [news.trouble, news.text]]) };
  }
}

/** Keycloak may reach for its database before it opens the channel: what it met then belongs to this start. */
function sinceStart(log: NodeLog): ReadonlyMap<Trouble, string> {
  const earlierStart = log.running || log.clustered === true || log.troubles.has('start-failed');
  return earlierStart ? new Map() : log.troubles;
}
