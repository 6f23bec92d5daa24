/** The command line: every command with its flags. cli.ts adds the code that each command runs. */
import { program } from './command-line/program.ts';
// The order of the help.
import { preparingCommands } from './command-line/prepare.ts';
import { changingCommands } from './command-line/change.ts';
import { adminCommands } from './command-line/admin.ts';
import { lookingCommands } from './command-line/look.ts';
import { localCommands } from './command-line/local.ts';
import { completion } from './command-line/completion.ts';

export { adminCommands, completion, localCommands, program };

export const commands = { ...preparingCommands, ...changingCommands, ...lookingCommands };

/** Flags of every command. */
export type GlobalFlags = ReturnType<typeof program.opts>;

type FlagsOf<Commands extends Record<string, { opts(): unknown }>> = {
  [Name in keyof Commands]: ReturnType<Commands[Name]['opts']>;
};

/** The own flags of each command. */
export type Flags = FlagsOf<typeof commands>;
export type AdminFlags = FlagsOf<typeof adminCommands>;
export type LocalFlags = FlagsOf<typeof localCommands>;
