import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

/** Returns the text that the user types; undefined when standard input is not a terminal. Throws UserError 'interrupted' on Ctrl-C. */
export async function confirmName(deps: Pick<Deps, 'signal'>, message: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  // A piped run never needs it.
  const { input } = await import('@inquirer/prompts');
  try {
    // Standard output is for results.
    return await input({ message }, { output: process.stderr, signal: deps.signal });
  } catch (error) {
    if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) {
      throw new UserError('interrupted', 'Interrupted: nothing was done.', { cause: error });
    }
    throw error;
  }
}
