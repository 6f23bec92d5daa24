import { expect, test } from 'vitest';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { program } from '../../src/command-line.ts';
import { wrapWords } from '../../src/base/fit.ts';
import type { Layout } from '../../src/base/events.ts';
import type { Draw } from '../../src/base/screen.ts';
import { UserError } from '../../src/base/user-error.ts';
import { makeReporter } from '../../src/terminal/choose.ts';
import { eventInContext, type RunFlags, suggested, withFlags } from '../../src/terminal/context.ts';
import { reportFailure } from '../../src/terminal/failure.ts';
import { capturedStreams } from './captured-streams.ts';

const same = (text: string): string => text;
const all: RunFlags = { config: 'id/kc-eb.yaml', env: 'stage', local: true };
const flags = '--local --config id/kc-eb.yaml -e stage';

test.each([
  ['Run kc-eb deploy.', `Run kc-eb deploy ${flags}.`],
  ['kc-eb events --follow watches it', `kc-eb events ${flags} --follow watches it`],
  ['kc-eb admin-password', `kc-eb admin-password ${flags}`],
  ['kc-eb admin create NAME', `kc-eb admin create ${flags} NAME`],
  ['Run kc-eb\n    deploy', `Run kc-eb\n    deploy ${flags}`],
  ['Run kc-eb local start.', 'Run kc-eb local start --config id/kc-eb.yaml -e stage.'],
  ['kc-eb local reset --yes', 'kc-eb local reset --yes'],
  ['kc-eb init --add test', 'kc-eb init --config id/kc-eb.yaml --add test'],
  ['kc-eb deploy --local', 'kc-eb deploy --config id/kc-eb.yaml -e stage --local'],
  [`kc-eb plan ${flags}; kc-eb plan`, `kc-eb plan ${flags}; kc-eb plan ${flags}`],
  ['kc-eb waits, kc-eb --help', 'kc-eb waits, kc-eb --help'],
  ['kc-eb deployed, kc-eb status-x', 'kc-eb deployed, kc-eb status-x'],
])('%j', (text, expected) => {
  expect(withFlags(text, all)).toBe(expected);
});

test('a second pass adds nothing', () => {
  const once = withFlags('kc-eb plan, then kc-eb deploy --yes.', all);
  expect(withFlags(once, all)).toBe(once);
});

test('no flag is added to a run without flags', () => {
  expect(withFlags('kc-eb deploy', { config: 'kc-eb.yaml' })).toBe('kc-eb deploy');
});

test('a path with a space is quoted', () => {
  expect(withFlags('kc-eb plan', { config: "my id's.yaml" })).toBe("kc-eb plan --config 'my id'\\''s.yaml'");
});

test('the table has every command whose flags it can add', () => {
  const leaves = (command: CommandUnknownOpts): CommandUnknownOpts[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  const nameOf = (command: CommandUnknownOpts): string =>
    command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
  const apart = /^(completion|local (stop|status|reset|demo))$/;
  const declared = leaves(program)
    .map(nameOf)
    .filter((name) => !apart.test(name));
  expect(declared.filter((name) => !Object.hasOwn(suggested, name))).toEqual([]);
});

test('messages, results and errors carry the flags, as text and as JSON', () => {
  for (const json of [false, true]) {
    const streams = capturedStreams();
    const reporter = makeReporter({ ...all, json }, streams, {});
    reporter.emit({ type: 'message', level: 'info', text: 'first kc-eb plan' });
    reporter.emit({ type: 'result', data: { next: ['kc-eb plan'] }, text: () => 'kc-eb plan' });
    reportFailure(new UserError('usage', 'x', { hint: 'kc-eb plan' }), { ...all, json }, streams);
    expect(streams.out()).toContain(`kc-eb plan ${flags}`);
    expect(streams.err().match(/kc-eb plan --local --config id\/kc-eb\.yaml -e stage/g)).toHaveLength(2);
  }
});

test('lines of others and values to copy stay unchanged', () => {
  const line = {
    type: 'log-line',
    at: new Date(0),
    instance: 'i',
    service: 's',
    message: 'AWS',
    late: false,
  } as const;
  expect(eventInContext(line, all)).toBe(line);
  expect(eventInContext({ type: 'result', data: {}, text: 'x-AWS-y' }, all)).toMatchObject({
    text: 'x-AWS-y',
  });
});

test('texts are completed before they are fitted to columns', () => {
  const cell = 'one of 2 nodes, by the heartbeats (kc-eb verify proves it)';
  const layout: Layout = (columns, complete = same) => wrapWords(complete(cell), columns).join('\n');
  const draw: Draw = ({ columns, complete = same }) =>
    wrapWords(complete(cell), columns).map((text) => [{ text, tone: 'plain' }]);
  for (let columns = 20; columns <= 100; columns += 1) {
    const result = eventInContext({ type: 'result', data: {}, text: layout }, { local: true });
    const text = result.type === 'result' && typeof result.text === 'function' ? result.text(columns) : '';
    const screen = eventInContext({ type: 'screen', data: {}, changed: true, draw }, { local: true });
    const lines = screen.type === 'screen' ? screen.draw({ columns, rows: 9, now: new Date(0) }) : [];
    for (const shown of [text.split('\n'), lines.map(([part]) => part?.text ?? '')]) {
      expect(shown.join(' ')).toBe('one of 2 nodes, by the heartbeats (kc-eb verify --local proves it)');
      expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  }
});
