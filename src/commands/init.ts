import type { Flags, GlobalFlags } from '../command-line.ts';
import { schemaPath } from '../project/editor-schema.ts';
import { UserError } from '../base/user-error.ts';
import { type Answers, initialAnswers, scaffold } from '../project/scaffold.ts';
import type { Deps } from '../ports.ts';
import { askAnswers } from '../project/ask-answers.ts';
import { provideSchema } from '../project/project-dir.ts';

/** Writes kc-eb.yaml and the folders of a project. Without --force, it changes nothing when one of the files exists. */
export async function run(deps: Deps, flags: Flags['init'] & Pick<GlobalFlags, 'config'>): Promise<void> {
  const { files, reporter } = deps;
  const { application, environment, region, keycloak, database, hostname } = flags;
  const given = Object.fromEntries(
    Object.entries({ application, environment, region, keycloak, database, hostname }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as Partial<Answers>;
  const templates = await files.templates();
  const project = { path: flags.config, schema: files.reference(flags.config, schemaPath) };
  // Before the questions, so that the answers are not lost.
  const wanted = scaffold({ ...initialAnswers, ...given }, templates, project);
  await requireFree(deps, [...wanted.keys()], flags.force === true);
  const texts = scaffold(await askAnswers(deps, given), templates, project);
  for (const [path, text] of texts) await files.write(path, text);
  await provideSchema(files);
  const written = [...texts.keys()];
  const option = flags.config === 'kc-eb.yaml' ? '' : ` --config ${flags.config}`;
  reporter.emit({
    type: 'result',
    data: { written },
    text: `Written: ${written.join(', ')}.\nNext: set database and secrets in ${flags.config}, then run kc-eb plan${option}; or try it with kc-eb local start${option}.`,
  });
}

/** Reads all paths, also with `force`: a file in place of a folder must fail before the first write. */
async function requireFree({ files }: Deps, paths: readonly string[], force: boolean): Promise<void> {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  const existing = paths.filter((_, index) => texts[index] !== undefined);
  if (force || existing.length === 0) return;
  throw new UserError(
    'usage',
    `Files already exist in ${files.root}: ${existing.join(', ')}. Nothing was written.`,
    { hint: 'Run kc-eb init --force to overwrite them.' },
  );
}
