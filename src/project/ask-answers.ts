import { type Answers, answerProblem, initialAnswers, questions } from './scaffold.ts';
import type { Deps } from '../ports.ts';
import { prompt } from '../terminal/prompt.ts';

/**
 * Prompts for each answer that is not `given`; without a terminal, returns the initial answers. Throws UserError
 * 'interrupted' on Ctrl-C.
 */
export async function askAnswers(deps: Pick<Deps, 'signal'>, given: Partial<Answers>): Promise<Answers> {
  const answers: Answers = { ...initialAnswers, ...given };
  if (!process.stdin.isTTY || !process.stderr.isTTY) return answers;
  for (const name of Object.keys(questions) as (keyof Answers)[]) {
    if (given[name] !== undefined) continue;
    const question = {
      message: questions[name].message,
      default: answers[name],
      validate: (answer: string) => answerProblem(name, answer) ?? true,
    };
    answers[name] = await prompt(deps, ({ input }, context) => input(question, context));
  }
  return answers;
}
