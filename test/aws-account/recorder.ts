/** Records every call, answer and event of a step, without secrets, as a fixture: one JSON file a step. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdsSecret, looksSecret, redacted, shownSetting } from '../../src/base/redact.ts';
import type { AccountClients } from './clients.ts';
import type { Row } from './judge.ts';
import type { Run } from './project.ts';
import type { Observer } from './target.ts';

interface Call {
  readonly call: string;
  readonly input: unknown;
  readonly answer?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

export class Recorder {
  readonly #folder: string;
  readonly #hidden = new Map<string, string>();
  #calls: Call[] = [];

  /** Deletes the fixtures of these steps in `folder`: those of an earlier run would mix with the new ones. */
  constructor(folder: string, steps: readonly string[] = []) {
    this.#folder = folder;
    for (const step of steps) rmSync(join(folder, `${step}.json`), { force: true });
  }

  /** Replaces a text in all fixtures that are written later. */
  hide(text: string, replacement: string): void {
    if (text !== '') this.#hidden.set(text, replacement);
  }

  call(call: Call): void {
    this.#calls.push(call);
  }

  run(command: string, { exitCode, results, stderr }: Run): void {
    this.call({ call: command, input: {}, answer: { exitCode, results, stderr: stderr.split('\n') } });
  }

  /** Writes the calls since the last step; returns the path. */
  save(row: Row): string {
    mkdirSync(this.#folder, { recursive: true });
    const path = join(this.#folder, `${row.step}.json`);
    writeFileSync(path, `${JSON.stringify(redact({ ...row, calls: this.#calls }, this.#hidden), null, 2)}\n`);
    this.#calls = [];
    return path;
  }
}

/** Returns an observer whose scripts and outputs are recorded. */
export function recordedObserver(observer: Observer, record: (call: Call) => void): Observer {
  return {
    ...observer,
    async shell(instanceId, script) {
      const answer = await observer.shell(instanceId, script);
      record({ call: 'shell', input: { instanceId, script: script.split('\n') }, answer });
      return answer;
    },
  };
}

/** Returns clients whose calls are recorded. */
export function recorded(clients: AccountClients, record: (call: Call) => void): AccountClients {
  const wrapped = Object.entries(clients).map(([service, client]): [string, unknown] => [
    service,
    new Proxy(client as Record<string, (input: unknown) => Promise<unknown>>, {
      get: (methods, name: string) => async (input: unknown) => {
        const call = `${service}.${name}`;
        try {
          const answer = await methods[name]?.call(methods, input);
          record({ call, input, answer });
          return answer;
        } catch (error) {
          const { name: code, message } = error as Error;
          record({ call, input, error: { code, message } });
          throw error;
        }
      },
    }),
  ]);
  return Object.fromEntries(wrapped) as unknown as AccountClients;
}

/** JSON without secrets: by the names of members and settings, by form, and by the texts in `hidden`. */
export function redact(value: unknown, hidden: ReadonlyMap<string, string>, name = ''): unknown {
  if (typeof value === 'string') return redactText(value, hidden, name);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => redact(one, hidden, name));
  if (typeof value !== 'object' || value === null) return value;
  const { Namespace, OptionName, Value }: Record<string, unknown> = { ...value };
  const setting = typeof OptionName === 'string' && typeof Value === 'string';
  const shown = setting
    ? { ...value, Value: shownSetting(typeof Namespace === 'string' ? Namespace : '', OptionName, Value) }
    : value;
  const members: [string, unknown][] = Object.entries(shown);
  return Object.fromEntries(
    members.filter(([key]) => key !== '$metadata').map(([key, member]) => [key, redact(member, hidden, key)]),
  );
}

function redactText(text: string, hidden: ReadonlyMap<string, string>, name: string): string {
  if (looksSecret(name) && !text.startsWith('arn:')) return redacted;
  let shown = text;
  for (const [secret, replacement] of hidden) shown = shown.replaceAll(secret, replacement);
  return shown
    .split('\n')
    .map((line) => (holdsSecret(line) ? redacted : line))
    .join('\n');
}
