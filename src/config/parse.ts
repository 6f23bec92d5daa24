import { checkConfig } from './cross-checks.ts';
import { type Config, configSchema } from './schema.ts';
import { problemsOf, readYaml } from './yaml-problems.ts';

/**
 * Reads and checks kc-eb.yaml; `file` is its name in messages. Throws UserError 'usage' that lists every problem with its
 * line and column. Checks across keys run once each key is valid.
 */
export function parseConfig(text: string, file: string): Config {
  const source = readYaml(text, file);
  const parsed = configSchema.safeParse(source.value ?? {}, { reportInput: true });
  if (!parsed.success) return source.reject(problemsOf(parsed.error, configSchema));
  const problems = checkConfig(parsed.data);
  return problems.length === 0 ? parsed.data : source.reject(problems);
}
