/** News from the lines of Keycloak's log group, by instance. */
import { addressOf, instanceOf } from '../base/log-group-names.ts';
import { type ClusterNews, readClusterLine, type Trouble } from './log-lines.ts';
import { foldNews, type NodeLog } from './node-log.ts';

/** One event of the log group. */
export interface Line {
  /** `<instance id>/<private address>` */
  stream: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

/** Lines may be added in any order. Each is parsed once, and only its news is kept. */
export class ClusterLog {
  readonly #instances = new Map<string, InstanceLog>();

  add({ stream, timestamp, message }: Line): void {
    const id = instanceOf(stream);
    const log = this.#instances.get(id) ?? new InstanceLog();
    this.#instances.set(id, log);
    log.add(timestamp, stream, message);
  }

  of(instance: string): InstanceLog | undefined {
    return this.#instances.get(instance);
  }

  /** The names of all nodes, with the ids of their instances. */
  nodes(): Map<string, string> {
    const nodes = new Map<string, string>();
    for (const [id, log] of this.#instances) for (const node of log.nodes()) nodes.set(node, id);
    return nodes;
  }
}

export class InstanceLog {
  /** In time order; of the same millisecond, in the order of arrival. */
  readonly #news: { at: number; news: ClusterNews }[] = [];
  /** Times and texts of them. */
  readonly #known = new Set<string>();
  #folded: NodeLog | undefined;
  #newest = -Infinity;
  /** The private address that its newest line's stream names. */
  address: string | undefined;

  add(at: number, stream: string, message: string): void {
    if (at >= this.#newest) {
      this.#newest = at;
      this.address = addressOf(stream);
    }
    const news = readClusterLine(message);
    if (news === undefined) return;
    // Ranges that are read may overlap, and a second start line would be a second start.
    const key = `${at} ${message}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const before = this.#news.findLastIndex((known) => known.at <= at);
    this.#news.splice(before + 1, 0, { at, news });
    this.#folded = undefined;
  }

  /** undefined without any news. */
  get nodeLog(): NodeLog | undefined {
    if (this.#news.length > 0) this.#folded ??= foldNews(this.#news.map(({ news }) => news));
    return this.#folded;
  }

  /** The newest line of each trouble. */
  troublesSince(from: number): Map<Trouble, string> {
    const troubles = new Map<Trouble, string>();
    for (const { at, news } of this.#news)
      if (at >= from && news.type === 'trouble') troubles.set(news.trouble, news.text);
    return troubles;
  }

  nodes(): string[] {
    return this.#news.flatMap(({ news }) => (news.type === 'address' ? [news.node] : []));
  }
}
