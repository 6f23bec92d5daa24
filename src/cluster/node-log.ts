/** The state of a node since its newest start: the news of its log lines, folded in time order. */
import type { ClusterNews, Trouble, View } from './log-lines.ts';
import { parseRelease } from '../keycloak/releases.ts';

/** One node since its container's last start. */
export interface NodeLog {
  /** Keycloak's version; undefined before it listens. */
  version: string | undefined;
  /** Whether it has logged that its bootstrap is complete. */
  bootstrapped: boolean;
  /** JGroups' name of the node, e.g. "ip-10-0-0-11-20541"; undefined before it joins or forms a view. */
  node: string | undefined;
  /** Addresses that it advertises to the other nodes, without the port. */
  addresses: readonly string[];
  /** The transport stack's name. */
  stack: string | undefined;
  /** Whether it opened a JGroups channel; false for a start with a local cache, undefined before a line shows it. */
  clustered: boolean | undefined;
  view: View | undefined;
  /** Every node of its views since its start, itself included. */
  met: ReadonlySet<string>;
  /** The newest line of each trouble since its start. */
  troubles: ReadonlyMap<Trouble, string>;
  /** Whether it serves: it listens and has bootstrapped. */
  running: boolean;
}

export const silentNode: NodeLog = {
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

/** Folds news in time order; the newest start counts. */
export function foldNews(news: readonly ClusterNews[]): NodeLog {
  return news.reduce(addNews, silentNode);
}

function addNews(log: NodeLog, news: ClusterNews): NodeLog {
  switch (news.type) {
    case 'channel-started':
      return { ...silentNode, ...sinceStart(log), stack: news.stack, clustered: true };
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
      return silentNode;
    case 'trouble':
      return { ...log, troubles: new Map([...log.troubles, [news.trouble, news.text]]) };
  }
}

/** Returns the start of a line that each start logs once: a new start where the line is `repeated`. */
function ofStart(log: NodeLog, repeated: boolean): NodeLog {
  if (log.running) return silentNode;
  return repeated ? { ...silentNode, troubles: log.troubles } : log;
}

/** Marks a complete start. The banner completes it, or the banner and the bootstrap line, in either order. */
function serving(log: NodeLog): NodeLog {
  const { version, bootstrapped, clustered } = log;
  if (version === undefined || (!bootstrapped && logsBootstrap(version))) return log;
  // No channel line came before: its cache is local.
  return clustered === true
    ? { ...log, running: true }
    : { ...silentNode, version, bootstrapped, clustered: false, running: true };
}

function logsBootstrap(version: string): boolean {
  return parseRelease(version)?.traits.bootstrapLine === true;
}

/**
 * Returns the news before the channel that belongs to the same start. Keycloak may connect to its database before, and
 * from 26.6 on it may listen before.
 */
function sinceStart(log: NodeLog): Partial<NodeLog> {
  if (log.running || log.clustered === true) return {};
  const { version, troubles } = log;
  return { version, ...(!troubles.has('start-failed') && { troubles }) };
}
