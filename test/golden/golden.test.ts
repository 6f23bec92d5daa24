import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { planText } from '../../src/deploy/plan-text.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { renderProject } from '../../src/deploy/render-project.ts';
import { emptyAccount } from '../fakes/example-plan.ts';
import { projectFiles } from '../../src/system/files.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { warnings } from '../../src/project/checks.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { baseImage, contentOf, renderImage } from '../../src/render/image.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import { readUserFiles, type UserFiles } from '../../src/project/read-user-files.ts';

const folder = import.meta.dirname;
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const imageUri = `${registry}/id/keycloak:tag`;
const proxyUri = `${registry}/id/keycloak:nginx-tag`;
const templates = await projectFiles(folder).templates();

interface Case {
  config: Config;
  files: UserFiles;
}

async function readCase(name: string): Promise<Case> {
  const files = projectFiles(join(folder, name));
  const config = parseConfig((await files.read('kc-eb.yaml')) ?? '', 'kc-eb.yaml');
  return { config, files: await readUserFiles({ files }) };
}

/** Everything that is rendered from a case's kc-eb.yaml, by path below expected/. */
function renderCase({ config, files }: Case): Map<string, string> {
  const userFiles = [...files.imageFiles.keys()];
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  return new Map([
    ...[...contentOf(renderImage(config, templates, userFiles))].map(
      ([path, text]) => [`image/${path}`, text] as const,
    ),
    ...[...renderBundle(config, templates, { imageUri, proxyUri, userFiles, label: 'label' })].map(
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
function foldCopies(rendered: ReadonlyMap<string, string>): Map<string, string> {
  const known = new Map<string, string>();
  for (const [path, text] of templates) known.set(text, `templates/${path}`);
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
  test('has the expected plan for an empty account', async () => {
    const { config, files } = await readCase(name);
    const rendered = renderProject(config, { registry, ...files }, templates);
    const text = `${planText(makePlan(config, rendered, emptyAccount, { local: false }))}\n`;
    const golden = projectFiles(join(folder, name));
    if (process.env['UPDATE'] === '1') await golden.write('plan.txt', text);
    expect(text).toBe(await golden.read('plan.txt'));
  });

  test('is rendered as expected', async () => {
    const rendered = foldCopies(renderCase(await readCase(name)));
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
