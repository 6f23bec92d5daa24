/** The state of a node since its newest start: the news of its log lines, folded in time order. */
import type { ClusterNews, Trouble, View } from './log-lines.ts';
import { addPart, noWords, stackCause, startPart, type StartWords, told } from './start-words.ts';
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
  /** The words of its start, if that failed. */
  words: StartWords;
  /** Reasons of earlier failed starts, until one succeeds: Docker starts an ended Keycloak again and again. */
  former: ReadonlyMap<Trouble, string>;
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
  words: noWords,
  former: new Map(),
  running: false,
};

/** Folds news in time order; the newest start counts. */
export function foldNews(news: readonly ClusterNews[]): NodeLog {
  return news.reduce(addNews, silentNode);
}

function addNews(log: NodeLog, news: ClusterNews): NodeLog {
  switch (news.type) {
    case 'channel-started':
      return { ...nextStart(log), ...sinceStart(log), stack: news.stack, clustered: true };
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
      return nextStart(log);
    case 'cause':
      return withWords(log, { ...log.words, cause: news.text });
    case 'trouble':
      return addTrouble(log, news.trouble, news.text);
  }
}

const ofStarts: ReadonlySet<Trouble> = new Set(['start-failed', 'database', 'migration-lock']);

/** The node before another start. Its failures stay until a start succeeds. */
function nextStart({ running, troubles, former }: NodeLog): NodeLog {
  if (running) return silentNode;
  const failures = [...former, ...troubles].filter(([kind]) => ofStarts.has(kind));
  return { ...silentNode, former: new Map(failures) };
}

/** The words of a failed start count more than lines of its parts. */
function addTrouble(log: NodeLog, trouble: Trouble, text: string): NodeLog {
  const part = startPart(text);
  const cause = stackCause(text) ?? log.words.cause;
  if (part !== undefined) return withWords(log, addPart({ ...log.words, cause }, part));
  const isKnown = trouble === 'database' && told(log.words)?.isTelling === true;
  const troubles = isKnown ? log.troubles : new Map([...log.troubles, [trouble, text]]);
  return withWords({ ...log, troubles }, { ...log.words, cause });
}

function withWords(log: NodeLog, words: StartWords): NodeLog {
  const why = told(words);
  if (why === undefined) return { ...log, words };
  // The headline of the next failure must not replace the reason of the last one.
  const isKnown = log.troubles.has('start-failed') || log.former.has('start-failed');
  if (!why.isTelling && isKnown) return { ...log, words };
  const troubles = new Map([...log.troubles, ['start-failed', why.text] as const]);
  if (why.ofDatabase) troubles.set('database', why.text);
  else if (why.isTelling) troubles.delete('database');
  return { ...log, words, troubles };
}

/** Returns the start of a line that each start logs once: a new start where the line is `repeated`. */
function ofStart(log: NodeLog, repeated: boolean): NodeLog {
  if (log.running) return silentNode;
  return repeated ? { ...nextStart(log), ...sinceStart(log), version: undefined } : log;
}

/** Marks a complete start. The banner completes it, or the banner and the bootstrap line, in either order. */
function serving(log: NodeLog): NodeLog {
  const { version, bootstrapped, clustered } = log;
  if (version === undefined || (!bootstrapped && logsBootstrap(version))) return log;
  // No channel line came before: its cache is local.
  return clustered === true
    ? { ...log, former: silentNode.former, running: true }
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
