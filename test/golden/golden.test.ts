import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../src/system/files.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { baseImage, optionSettings, renderBundle, renderImage, warnings } from '../../src/render/index.ts';
import { readUserFiles } from '../../src/project/read-user-files.ts';

const folder = import.meta.dirname;
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const imageUri = '123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:tag';

/** Everything that is made of a case's kc-eb.yaml, by path below expected/. */
async function renderCase(name: string): Promise<Map<string, string>> {
  const files = projectFiles(join(folder, name));
  const templates = await files.templates();
  const config = parseConfig((await files.read('kc-eb.yaml')) ?? '', 'kc-eb.yaml');
  const userFiles = [...(await readUserFiles({ files })).imageFiles.keys()];
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  return new Map([
    ...[...renderImage(config, templates, userFiles)].map(([path, text]) => [`image/${path}`, text] as const),
    ...[...renderBundle(config, templates, { imageUri, userFiles })].map(
      ([path, text]) => [`bundle/${path}`, text] as const,
    ),
    [
      'option-settings.txt',
      lines(
        optionSettings(config).map(
          ({ Namespace = '', OptionName = '', Value = '' }) => `${Namespace} ${OptionName} = ${Value}`,
        ),
      ),
    ],
    ['base-image.txt', lines([baseImage(config)])],
    ['warnings.txt', lines(warnings(config, userFiles))],
  ]);
}

/**
 * Lists in same.txt each file that equals a template, or another file of the case: the text stands once, not in every
 * case and in hooks and confighooks.
 */
async function foldCopies(rendered: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const [path, text] of await projectFiles(folder).templates()) known.set(text, `templates/${path}`);
  const folded = new Map<string, string>();
  const copies: string[] = [];
  for (const [path, text] of rendered) {
    const original = text === '' ? undefined : known.get(text);
    if (original === undefined) folded.set(path, text);
    else copies.push(`${path} = ${original}\n`);
    known.set(text, original ?? path);
  }
  return folded.set('same.txt', copies.sort().join(''));
}

/** UPDATE=1 npx vitest run --project fast test/golden writes expected/: read the difference before you commit it. */
describe.each(cases)('%s', (name) => {
  test('is rendered as expected', async () => {
    const rendered = await foldCopies(await renderCase(name));
    const golden = projectFiles(join(folder, name, 'expected'));
    if (process.env['UPDATE'] === '1') {
      rmSync(golden.root, { recursive: true, force: true });
      for (const [path, text] of rendered) await golden.write(path, text);
    }
    const expected = new Map<string, string | undefined>();
    for (const path of (await golden.hashes('.')).keys()) expected.set(path, await golden.read(path));
    expect(Object.fromEntries(rendered)).toEqual(Object.fromEntries(expected));
  });
});

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(5);
});
