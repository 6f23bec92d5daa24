/** Completes the commands in messages by the flags of this run, so that a pasted command works on the same environment. */
import type { Event, Layout } from '../base/events.ts';
import type { Complete, Draw } from '../base/screen.ts';
import { withoutAws } from './local-wording.ts';

export interface RunFlags {
  config?: string | undefined;
  env?: string | undefined;
  local?: boolean | undefined;
}

type Flag = '--local' | '--config' | '-e';

const project: readonly Flag[] = ['--local', '--config', '-e'];
const onAws: readonly Flag[] = ['--config', '-e'];

/** Commands that messages suggest, with the flags that each takes from the run. */
export const suggested: Readonly<Record<string, readonly Flag[]>> = {
  init: ['--config'],
  render: project,
  plan: project,
  doctor: project,
  upgrade: project,
  deploy: project,
  rollback: project,
  terminate: project,
  'admin create': project,
  verify: project,
  status: project,
  logs: project,
  events: project,
  open: project,
  'admin-password': project,
  bootstrap: onAws,
  'local start': onAws,
};

const spellings = {
  '--local': /\s--local\b/,
  '--config': /\s(--config|-c)\b/,
  '-e': /\s(--env|-e)\b/,
} satisfies Record<Flag, RegExp>;

const names = Object.keys(suggested).toSorted((a, b) => b.length - a.length);
/** Lines may be wrapped within a command. */
const command = new RegExp(`\\bkc-eb\\s+(${names.join('|').replaceAll(' ', '\\s+')})(?![\\w-])`, 'g');
/** A flag may be on the next line. */
const end = /[,;:()`"']|\n(?![^\S\n]*-)|\.(?=\s|$)|\bkc-eb\s/;

/** Adds the flags of the run to each command in the text that lacks them. */
export function withFlags(text: string, { config, env, local }: RunFlags): string {
  const values = {
    '--local': local === true ? '--local' : undefined,
    '--config': config === undefined || config === 'kc-eb.yaml' ? undefined : `--config ${quoted(config)}`,
    '-e': env === undefined ? undefined : `-e ${env}`,
  } satisfies Record<Flag, string | undefined>;
  return text.replace(command, (found: string, name: string, at: number) => {
    const [rest = ''] = text.slice(at + found.length).split(end, 1);
    const missing = (suggested[name.replace(/\s+/, ' ')] ?? []).filter((flag) => !spellings[flag].test(rest));
    return [found, ...missing.map((flag) => values[flag]).filter((value) => value !== undefined)].join(' ');
  });
}

/** Completes a message of kc-eb. In a local run, it names Local Beanstalk in place of AWS. */
export function inContext(text: string, flags: RunFlags): string {
  return withFlags(flags.local === true ? withoutAws(text) : text, flags);
}

/** Completes an event. Lines and messages of others stay unchanged; a result to copy changes in its commands only. */
export function eventInContext(event: Event, flags: RunFlags): Event {
  switch (event.type) {
    case 'log-line':
    case 'environment-event':
    case 'step-output':
      return event;
    case 'result': {
      const { text } = event;
      return typeof text === 'string'
        ? { ...event, text: withFlags(text, flags) }
        : { ...event, text: layoutInContext(text, flags) };
    }
    case 'screen':
      return { ...event, draw: drawInContext(event.draw, flags) };
    case 'message':
    case 'step-started':
    case 'step-done':
    case 'step-failed':
      return mapStrings(event, (text) => inContext(text, flags)) as Event;
  }
}

/** Completes the data of a result for --json, by the same rule. */
export function dataInContext(
  event: Extract<Event, { type: 'result' | 'screen' }>,
  flags: RunFlags,
): unknown {
  const isToCopy = event.type === 'result' && typeof event.text === 'string';
  return mapStrings(event.data, (text) => (isToCopy ? withFlags : inContext)(text, flags));
}

function layoutInContext(layout: Layout, flags: RunFlags): Layout {
  const complete: Complete = (text) => inContext(text, flags);
  return (columns) => complete(layout(columns, complete));
}

function drawInContext(draw: Draw, flags: RunFlags): Draw {
  return (view) => draw({ ...view, complete: (text) => inContext(text, flags) });
}

/** Values that JSON prints by their own method, such as dates, stay unchanged. */
function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (typeof value !== 'object' || value === null || 'toJSON' in value || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]));
}

function quoted(path: string): string {
  return /^[\w./~@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
