import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { bashScript } from './bash.ts';
import { type CompletedCommand, completedCommands } from './commands.ts';
import { fishScript } from './fish.ts';
import type { Shell } from './shells.ts';
import { zshScript } from './zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  Shell,
  (commands: readonly CompletedCommand[]) => string
>;

/** Returns a script that completes every command and flag of `program`. It does not call kc-eb. */
export function completionScript(program: CommandUnknownOpts, shell: Shell): string {
  return scripts[shell](completedCommands(program));
}
