import { describe, expect, test } from 'vitest';
import { program } from '../../src/command-line.ts';
import { completedCommands, fixedValues, valueFlags } from '../../src/completion/commands.ts';
import { shells } from '../../src/completion/shells.ts';
import { databaseVendors } from '../../src/keycloak/databases.ts';
import { localDatabaseVendors } from '../../src/local-beanstalk/base/database-vendors.ts';
import { complete, isInstalled } from './shells.ts';

const commands = completedCommands(program);

test('every command is present, with its own flags and those of the program', () => {
  const declared = program.commands.flatMap((one) => [
    one.name(),
    ...one.commands.map((inner) => `${one.name()} ${inner.name()}`),
  ]);
  expect(commands.map(({ path }) => path.join(' ')).sort()).toEqual(['', ...declared].sort());
  for (const { flags } of commands) {
    const names = flags.flatMap((flag) => flag.names);
    expect(names).toEqual(expect.arrayContaining(['--config', '--local', '--json', '--verbose', '--help']));
  }
});

test('each table of values belongs to a flag that takes one', () => {
  const taking = commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ value }) => value !== undefined)
      .flatMap(({ names }) => names.map((name) => `${path.join(' ')} ${name}`)),
  );
  expect(Object.keys(fixedValues).filter((key) => !taking.includes(key))).toEqual([]);
  expect(fixedValues['init --database']).toEqual(databaseVendors);
  expect(fixedValues['local start --database']).toEqual(localDatabaseVendors);
  expect(valueFlags(commands)).toContain('-c');
});

describe.each(shells)('%s', (shell) => {
  test.skipIf(!isInstalled(shell))('completes', () => {
    const wanted: Readonly<Record<string, readonly string[]>> = {
      'kc-eb ': commands.flatMap(({ path }) => (path.length === 1 ? path : [])),
      'kc-eb pl': ['plan'],
      'kc-eb --local --config deploy pl': ['plan'],
      'kc-eb local st': ['start', 'status', 'stop'],
      'kc-eb local start --rep': ['--reporting-only'],
      'kc-eb rollback --fo': ['--force'],
      'kc-eb deploy --no-w': ['--no-wait'],
      'kc-eb init --database m': databaseVendors.filter((name) => name.startsWith('m')),
      'kc-eb init --database=mar': [shell === 'fish' ? '--database=mariadb' : 'mariadb'],
      'kc-eb local demo --database p': ['postgres'],
      'kc-eb completion ': shells,
      'kc-eb plan --config kc': ['kc-eb.yaml'],
    };
    const lines = Object.keys(wanted);
    const offered = complete(shell, lines).map((words, index) => [lines[index], words]);
    expect(Object.fromEntries(offered)).toEqual(
      Object.fromEntries(Object.entries(wanted).map(([line, words]) => [line, [...words].sort()])),
    );
  });
});
