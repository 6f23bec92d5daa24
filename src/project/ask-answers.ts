import { UserError } from '../base/user-error.ts';
import { type Answers, initialAnswers, questions, refuseAnswer } from './scaffold.ts';
import type { Deps } from '../ports.ts';

/**
 * Asks for each answer that is not `given`; where there is nobody to ask, takes the initial ones. Throws UserError
 * 'interrupted' on Ctrl-C.
 */
export async function askAnswers(deps: Pick<Deps, 'signal'>, given: Partial<Answers>): Promise<Answers> {
  const answers: Answers = { ...initialAnswers, ...given };
  if (!process.stdin.isTTY || !process.stderr.isTTY) return answers;
  // Imported here: a piped run never needs it.
  const { input } = await import('@inquirer/prompts');
  try {
    for (const name of (Object.keys(questions) as (keyof Answers)[]).filter(
      (key) => given[key] === undefined,
    )) {
      answers[name] = await input(
        {
          message: questions[name].message,
          default: answers[name],
          validate: (answer) => refuseAnswer(name, answer) ?? true,
        },
        // Standard output is for results.
        { output: process.stderr, signal: deps.signal },
      );
    }
  } catch (error) {
    if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) {
      throw new UserError('interrupted', 'Interrupted: nothing was written.', { cause: error });
    }
    throw error;
  }
  return answers;
}
