/** Log groups and their streams; log-group.ts holds the events. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LogListener, LogStore } from '../base/ports.ts';
import { ServiceError } from '../http/service.ts';
import { lookUp, setKey, withoutKey } from '../base/dictionary.ts';
import { JsonFile } from '../base/json-file.ts';
import { LogGroup } from './log-group.ts';

export interface GroupRecord {
  name: string;
  /** Milliseconds since 1970, as all times of CloudWatch Logs. */
  createdAt: number;
  /** Days; undefined: no limit. */
  retention?: number;
  /** Creation by stream name. */
  streams: Record<string, number>;
}

export class LogGroups implements LogStore {
  readonly #folder: string;
  readonly #now: () => Date;
  readonly #file: JsonFile<Record<string, GroupRecord>>;
  readonly #listen: LogListener;
  readonly #events = new Map<string, LogGroup>();

  constructor(folder: string, now: () => Date, listen: LogListener = () => undefined) {
    this.#folder = folder;
    this.#now = now;
    this.#listen = listen;
    this.#file = new JsonFile(join(folder, 'groups.json'), {});
  }

  /** Log groups, sorted by name. */
  all(): GroupRecord[] {
    return Object.values(this.#file.value).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws ResourceNotFoundException. */
  require(name: string): GroupRecord {
    const record = this.#find(name);
    if (record !== undefined) return record;
    throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
  }

  create(name: string): void {
    if (this.#find(name) !== undefined) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    setKey(this.#file.value, name, { name, createdAt: this.#now().getTime(), streams: {} });
    this.#file.save();
  }

  remove(name: string): void {
    this.require(name);
    this.#file.value = withoutKey(this.#file.value, name);
    // First, as a full disk must not leave the group without its events.
    this.#file.save();
    this.events(name).delete();
    this.#events.delete(name);
  }

  setRetention(name: string, days: number | undefined): void {
    const record = this.require(name);
    if (days === undefined) delete record.retention;
    else record.retention = days;
    this.#file.save();
  }

  createStream(group: string, stream: string): void {
    const { streams } = this.require(group);
    if (Object.hasOwn(streams, stream)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    setKey(streams, stream, this.#now().getTime());
    this.#file.save();
  }

  /** Throws ResourceNotFoundException. */
  requireStream(group: string, stream: string): void {
    if (Object.hasOwn(this.require(group).streams, stream)) return;
    throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }

  events(name: string): LogGroup {
    const known = this.#events.get(name);
    if (known !== undefined) return known;
    // Names hold slashes and may be too long for a file name.
    const file = `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.jsonl`;
    const group = new LogGroup(join(this.#folder, file));
    this.#events.set(name, group);
    return group;
  }

  add(group: string, stream: string, events: readonly { timestamp: number; message: string }[]): void {
    this.requireStream(group, stream);
    this.events(group).add(stream, events, this.#now().getTime());
    this.#listen(events);
  }

  put(
    group: string,
    stream: string,
    events: readonly { timestamp: number; message: string }[],
  ): Promise<void> {
    if (this.#find(group) === undefined) this.create(group);
    if (!Object.hasOwn(this.require(group).streams, stream)) this.createStream(group, stream);
    this.add(group, stream, events);
    return Promise.resolve();
  }

  #find(name: string): GroupRecord | undefined {
    return lookUp(this.#file.value, name);
  }
}
