import { checkConfig } from './cross-checks.ts';
import { chooseEnvironment, fileSchema, overlaysError } from './environments.ts';
import { type Config, configSchema } from './schema.ts';
import { type Variables, withVariables } from './variables.ts';
import { type Problem, problemsOf, readYaml } from './yaml-problems.ts';

export interface ParseOptions {
  /** A name in `environments`; undefined: the keys at the top. */
  environment?: string | undefined;
  /** Values of `${NAME}`. */
  variables?: Variables;
}

/**
 * Reads and checks kc-eb.yaml; `file` is its name in messages. Throws UserError 'usage' that lists every problem with its
 * line and column. Checks across keys run once each key is valid.
 */
export function parseConfig(
  text: string,
  file: string,
  { environment, variables = {} }: ParseOptions = {},
): Config {
  const source = readYaml(text, file);
  const wrong = overlaysError(source.value);
  if (wrong !== undefined) return source.reject(problemsOf(wrong, fileSchema));
  const { value, placeOf } = chooseEnvironment(source.value ?? {}, environment, file);
  const reject = (problems: readonly Problem[]): never =>
    source.reject(problems.map(({ path, message }) => ({ path: placeOf(path), message })));
  const filled = withVariables(value, variables);
  if (filled.problems.length > 0) return reject(filled.problems);
  const parsed = configSchema.safeParse(filled.value, { reportInput: true });
  if (!parsed.success) return reject(problemsOf(parsed.error, fileSchema));
  const problems = checkConfig(parsed.data);
  return problems.length === 0 ? parsed.data : reject(problems);
}
