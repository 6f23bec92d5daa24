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

/** Resolves when the user confirms. Throws UserError 'usage' with `hint` else, and without a terminal. */
export async function confirmYes(
  deps: Pick<Deps, 'signal'>,
  { effect, hint }: { effect: string; hint: string },
): Promise<void> {
  requireTerminal(effect, hint);
  const message = `${effect} Continue?`;
  const answer = await prompt(deps, ({ confirm }, context) => confirm({ message, default: false }, context));
  if (!answer) throw new UserError('usage', 'Not confirmed.', { hint });
}

/**
 * Resolves when the user types `name`. `effect`: one sentence. Throws UserError 'usage' with `hint` for another name, and
 * when standard input is not a terminal.
 */
export async function confirmName(
  deps: Pick<Deps, 'signal'>,
  name: string,
  { effect, hint }: { effect: string; hint: string },
): Promise<void> {
  requireTerminal(effect, hint);
  const message = `${effect} Type ${name} to confirm:`;
  const answer = await prompt(deps, ({ input }, context) => input({ message }, context));
  if (answer !== name) throw new UserError('usage', `Not confirmed: "${answer}" is not ${name}.`, { hint });
}

function requireTerminal(effect: string, hint: string): void {
  if (process.stdin.isTTY) return;
  throw new UserError('usage', `${effect} Standard input is not a terminal to confirm it.`, { hint });
}
