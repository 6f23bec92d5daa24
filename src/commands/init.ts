import { UserError } from '../core/errors.ts';
import { type Answers, editorSchema, scaffold } from '../core/scaffold.ts';
import type { Deps } from '../ports.ts';
import { askAnswers } from '../steps/ask-answers.ts';

export interface InitFlags extends Partial<Answers> {
  force?: boolean;
}

/** Writes a project's kc-eb.yaml and folders. Without --force it changes nothing when one of them is there. */
export async function run(deps: Deps, flags: InitFlags): Promise<void> {
  const { files, reporter } = deps;
  const { application, environment, region, keycloak, database, hostname } = flags;
  const given = Object.fromEntries(
    Object.entries({ application, environment, region, keycloak, database, hostname }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as Partial<Answers>;
  // Before the questions: nobody should answer them for nothing.
  const paths = ['kc-eb.yaml', 'themes/README.md', 'providers/README.md', 'overrides/README.md'];
  if (flags.force !== true) await requireAbsent(deps, paths);
  const texts = scaffold(await askAnswers(deps, given), await files.templates());
  for (const [path, text] of texts) await files.write(path, text);
  // Generated and local state: it ignores itself, so that no .gitignore of the user's is touched.
  await files.write('.kc-eb/.gitignore', '*\n');
  await files.write('.kc-eb/kc-eb.schema.json', editorSchema());
  const written = [...texts.keys()];
  reporter.emit({
    type: 'result',
    data: { written },
    text: `Written: ${written.join(', ')}.\nNext: set database and secrets in kc-eb.yaml, then kc-eb plan; or try it with kc-eb local start.`,
  });
}

async function requireAbsent({ files }: Deps, paths: readonly string[]): Promise<void> {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  const inTheWay = paths.filter((_, index) => texts[index] !== undefined);
  if (inTheWay.length === 0) return;
  throw new UserError('usage', `In the way in ${files.root}: ${inTheWay.join(', ')}. Nothing was written.`, {
    hint: 'kc-eb init --force overwrites them.',
  });
}
