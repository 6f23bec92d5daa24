/** The command line as data for the completion scripts. */
import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

export interface CompletedCommand {
  /** Names from the program's own on: [] is the program, ['local', 'start'] a command of a group. */
  readonly path: readonly string[];
  readonly description: string;
  readonly flags: readonly CompletedFlag[];
  /** The words that may follow: names of commands, or values of an argument. */
  readonly words: readonly { readonly name: string; readonly description: string }[];
}

export interface CompletedFlag {
  /** Short and long form, with dashes. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: FlagValue | undefined;
}

/** `choices` are all values; without any, `kind` is what a shell can offer. */
export interface FlagValue {
  readonly kind: 'file' | 'folder' | 'text';
  readonly choices: readonly string[];
}

/** Their tables are not loaded. A test compares the names. */
const databaseVendors = ['postgres', 'mysql', 'mariadb', 'mssql', 'oracle', 'aurora-postgres'];
const localDatabaseVendors = ['postgres', 'mariadb', 'mysql'];

/** Values by command and flag, where the declaration of the flag has none. */
export const fixedValues: Readonly<Record<string, readonly string[]>> = {
  'init --database': databaseVendors,
  'local start --database': localDatabaseVendors,
  'local demo --database': localDatabaseVendors,
};

const kinds: Readonly<Record<string, FlagValue['kind']>> = { file: 'file', folder: 'folder' };
const help: CompletedFlag = { names: ['-h', '--help'], description: 'print the help', value: undefined };

/** Returns the program and all its commands, each with the flags of the program. */
export function completedCommands(program: CommandUnknownOpts): readonly CompletedCommand[] {
  const version = program.options.find(({ long }) => long === '--version');
  const shared = program.options.filter((option) => option !== version);
  const visit = (command: CommandUnknownOpts, path: readonly string[]): CompletedCommand[] => {
    const own = command === program ? (version === undefined ? [] : [version]) : command.options;
    const flags = [...own, ...shared].filter(({ hidden }) => !hidden);
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    return [
      {
        path,
        description: command.description(),
        flags: [...flags.map((option) => completedFlag(option, path)), help],
        words: [
          ...command.commands.map((one) => ({ name: one.name(), description: one.description() })),
          ...choices.map((name) => ({ name, description: '' })),
        ],
      },
      ...command.commands.flatMap((one) => visit(one, [...path, one.name()])),
    ];
  };
  return visit(program, []);
}

function completedFlag(option: Option, path: readonly string[]): CompletedFlag {
  const { short, long, flags, description, required, optional, argChoices } = option;
  const placeholder = /[<[]([a-z]+)/.exec(flags)?.[1] ?? '';
  const choices = argChoices ?? fixedValues[`${path.join(' ')} ${long ?? ''}`] ?? [];
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    value: required || optional ? { kind: kinds[placeholder] ?? 'text', choices } : undefined,
  };
}

/** Names of all flags that take the next word as their value. */
export function valueFlags(commands: readonly CompletedCommand[]): readonly string[] {
  const flags = commands.flatMap((command) => command.flags);
  return [...new Set(flags.filter(({ value }) => value !== undefined).flatMap(({ names }) => names))];
}
