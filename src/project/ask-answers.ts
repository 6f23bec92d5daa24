import { UserError } from '../base/user-error.ts';
import { type Answers, initialAnswers, questions, answerProblem } from './scaffold.ts';
import type { Deps } from '../ports.ts';

/**
 * Prompts for each answer that is not `given`; without a terminal, returns the initial answers. Throws UserError
 * 'interrupted' on Ctrl-C.
 */
export async function askAnswers(deps: Pick<Deps, 'signal'>, given: Partial<Answers>): Promise<Answers> {
  const answers: Answers = { ...initialAnswers, ...given };
  if (!process.stdin.isTTY || !process.stderr.isTTY) return answers;
  // Imported here: a run without a terminal never needs it.
  const { input } = await import('@inquirer/prompts');
  try {
    for (const name of (Object.keys(questions) as (keyof Answers)[]).filter(
      (key) => given[key] === undefined,
    )) {
      answers[name] = await input(
        {
          message: questions[name].message,
          default: answers[name],
          validate: (answer) => answerProblem(name, answer) ?? true,
        },
        // Standard output is for results.
        { output: process.stderr, signal: deps.signal },
      );
    }
  } catch (error) {
    if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) {
      throw new UserError('interrupted', 'Interrupted. Nothing was written.', { cause: error });
    }
    throw error;
  }
  return answers;
}
