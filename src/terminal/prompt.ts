import type * as Prompts from '@inquirer/prompts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

/** Asks with one of the package's prompts. Throws UserError 'interrupted' on Ctrl-C. */
export async function prompt<T>(
  { signal }: Pick<Deps, 'signal'>,
  ask: (
    prompts: typeof Prompts,
    context: { output: NodeJS.WritableStream; signal: AbortSignal },
  ) => Promise<T>,
): Promise<T> {
  // A piped run never needs it.
  const prompts = await import('@inquirer/prompts');
  try {
    // Standard output is for results.
    return await ask(prompts, { output: process.stderr, signal });
  } catch (cause) {
    if (!(cause instanceof Error && /^(Exit|Abort)PromptError$/.test(cause.name))) throw cause;
    throw new UserError('interrupted', 'Interrupted. The question was not answered.', { cause });
  }
}

/** Returns the text that the user types to confirm; undefined when standard input is not a terminal. */
export async function confirmName(deps: Pick<Deps, 'signal'>, message: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  return prompt(deps, ({ input }, context) => input({ message }, context));
}
