/** The questions of `kc-eb init`. */
import { type Answers, answerProblem, questions } from '../project/scaffold.ts';
import type { Deps } from '../ports.ts';
import { prompt } from '../terminal/prompt.ts';
import { type Choice, matching, regionChoices, releaseChoices, vendorChoices } from './choices.ts';
import { isVariable } from './present.ts';

const listed: Partial<Record<keyof Answers, (term: string | undefined, initial: string) => Choice[]>> = {
  region: (term, initial) => matching(regionChoices, initial, term),
  keycloak: (term, initial) => matching(releaseChoices, initial, term),
};

const pageSize = 8;

/** Prompts for each answer that is not `given`. Throws UserError 'interrupted' on Ctrl-C. */
export async function askAnswers(
  deps: Pick<Deps, 'signal'>,
  given: Partial<Answers>,
  defaults: Answers,
): Promise<Answers> {
  const answers: Answers = { ...defaults, ...given };
  for (const name of Object.keys(questions) as (keyof Answers)[]) {
    if (given[name] !== undefined || isVariable(answers[name])) continue;
    answers[name] = await ask(deps, name, answers);
  }
  return answers;
}

function ask(deps: Pick<Deps, 'signal'>, name: keyof Answers, answers: Answers): Promise<string> {
  const { message } = questions[name];
  const initial = answers[name];
  const list = listed[name];
  if (list !== undefined) {
    const source = (term: string | undefined): Choice[] => list(term, initial);
    return prompt(deps, ({ search }, context) => search({ message, source, pageSize }, context));
  }
  if (name === 'database') {
    const choices = vendorChoices(answers.keycloak);
    return prompt(deps, ({ select }, context) => select({ message, choices, default: initial }, context));
  }
  const validate = (answer: string) => (answer === initial ? undefined : answerProblem(name, answer)) ?? true;
  return prompt(deps, ({ input }, context) => input({ message, default: initial, validate }, context));
}
