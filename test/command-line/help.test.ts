import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { program } from '../../src/command-line.ts';

function everyCommand(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function nameOf(command: CommandUnknownOpts): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function helpOf(command: CommandUnknownOpts): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = '']) => line);
}

const all = everyCommand(program).map((command) => ({ name: nameOf(command), command }));

test.each(all)('$name: its help has one to three examples of it', ({ name, command }) => {
  const examples = examplesIn(helpOf(command));
  expect(examples.length).toBeGreaterThanOrEqual(1);
  expect(examples.length).toBeLessThanOrEqual(3);
  expect(examples.filter((example) => example.includes(name))).not.toEqual([]);
});

test.each(all.flatMap(({ command }) => examplesIn(helpOf(command))))('%s is a command line', (example) => {
  // The shell takes the rest.
  const [words = ''] = /kc-eb [^>)]*/.exec(example) ?? [];
  const [, ...argv] = words.trim().split(' ');
  expect(() => program.parse(argv, { from: 'user' })).not.toThrow();
});

test.each(all)('$name: its help lists the global options and the environment variables', ({ command }) => {
  const help = helpOf(command);
  for (const { long } of program.options) expect(help).toContain(long);
  expect(help).toMatch(/^Environment variables:\n[^]*AWS_PROFILE/m);
});

test('a wrong example is found', () => {
  expect(() => program.parse(['deploy', '--wrong'], { from: 'user' })).toThrow();
});
