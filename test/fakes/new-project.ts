import { initialAnswers, scaffold } from '../../src/project/scaffold.ts';
import { MemoryFiles } from './memory-files.ts';

export const file = 'kc-eb.yaml';

/** The files of a project of `kc-eb init`, by path. */
export async function newProjectFiles(): Promise<Record<string, string>> {
  const templates = await new MemoryFiles().templates();
  const answers = { ...initialAnswers, hostname: 'https://id.acme.test' };
  return Object.fromEntries(scaffold(answers, templates, { path: file, schema: '.kc-eb/schema.json' }));
}
