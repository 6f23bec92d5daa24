import type { Flags, GlobalFlags } from '../command-line.ts';
import { ecrHost } from '../config/partitions.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import { renderLabelled, renderProxy, repositoryName } from '../deploy/render-project.ts';
import { warnings } from '../project/checks.ts';
import { inspectFiles } from '../project/inspect/inspect.ts';
import { renderImage } from '../render/image.ts';
import type { Deps } from '../ports.ts';
import { keepOutOfGit } from '../project/project-dir.ts';
import { readUserFiles } from '../project/read-user-files.ts';

/** Holds the files of the last run and nothing else. */
function folderOf(environment: string | undefined): string {
  return environment === undefined ? '.kc-eb/render' : `.kc-eb/render-${environment}`;
}

/** Writes the build context and the source bundle to a folder; calls no AWS API. */
export async function run(
  deps: Deps,
  config: Config,
  flags: Flags['render'] & Pick<GlobalFlags, 'env'>,
): Promise<void> {
  const { files, reporter } = deps;
  const ownFolder = folderOf(flags.env);
  const { out = ownFolder } = flags;
  if (out === '') throw new UserError('usage', '--out must name a folder (got "").');
  const templates = await files.templates();
  const { imageFiles, overrideFiles, composeOverride, contents } = await readUserFiles(deps);
  const userFiles = [...imageFiles.keys()];
  // The tag is a hash that only deploy needs.
  const registry = ecrHost('000000000000', config.region);
  const imageUri = flags.image ?? `${registry}/${repositoryName(config)}:${config.keycloak.version.name}`;
  const found = inspectFiles(config, contents, deps.clock.now());
  // Nothing is sent: what ends a plan is a warning here.
  for (const text of [...warnings(config, userFiles), ...found.errors, ...found.warnings])
    reporter.emit({ type: 'message', level: 'warn', text });
  const proxy = renderProxy(config, imageUri.split('/')[0] ?? '');
  const facts = { imageUri, proxyUri: proxy.uri, userFiles, overrideFiles, composeOverride };
  const bundle = renderLabelled(config, facts, templates);
  const image = renderImage(config, templates, userFiles);
  const texts = new Map([
    ...inFolder('image', image.texts),
    ...inFolder('nginx', proxy.texts),
    ...inFolder('bundle', bundle.texts),
  ]);
  // Files of an earlier run would look as if they were deployed. Another folder may be the user's, or .kc-eb/local of a
  // running Local Beanstalk: nothing is deleted there.
  if (files.resolve(out) === files.resolve(ownFolder)) {
    await files.remove(files.resolve(ownFolder));
    await keepOutOfGit(files);
  }
  for (const [path, text] of texts) await files.write(`${out}/${path}`, text);
  const archives = new Map([...image.archives].map(([name, archive]) => [`image/${name}`, archive]));
  const copies = new Map(
    [...overrideFiles.keys()].map((path) => [path.replace(/^overrides\//, 'bundle/'), path] as const),
  );
  for (const [path, archive] of archives) await files.writeArchive(`${out}/${path}`, archive);
  for (const [path, source] of copies) await files.copy(source, `${out}/${path}`);
  const written = [...new Set([...texts.keys(), ...archives.keys(), ...copies.keys()])].sort();
  reporter.emit({
    type: 'result',
    data: { folder: out, written },
    text: [`Written to ${out}:`, ...written.map((path) => `  ${path}`)].join('\n'),
  });
}

function inFolder(folder: string, texts: ReadonlyMap<string, string>): [string, string][] {
  return [...texts].map(([path, text]) => [`${folder}/${path}`, text]);
}
