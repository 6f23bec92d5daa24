import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../src/system/files.ts';
import { requireNoLink } from '../../src/system/no-links.ts';
import type { Files } from '../../src/ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A project, and a folder elsewhere that must stay unchanged. */
function places(): { root: string; elsewhere: string; untouched: () => boolean } {
  const root = temporaryFolder();
  const elsewhere = temporaryFolder();
  mkdirSync(join(elsewhere, 'render'));
  writeFileSync(join(elsewhere, 'render/mine'), 'mine');
  writeFileSync(join(elsewhere, 'file'), 'mine');
  const untouched = (): boolean =>
    readdirSync(elsewhere).join() === 'file,render' &&
    readdirSync(join(elsewhere, 'render')).join() === 'mine' &&
    readFileSync(join(elsewhere, 'file'), 'utf8') === 'mine';
  return { root, elsewhere, untouched };
}

const archive = { texts: new Map([['a', 'a']]), copies: new Map() };
const changes: Record<string, (files: Files, path: string) => Promise<unknown>> = {
  write: (files, path) => files.write(path, 'text'),
  copy: (files, path) => files.copy('kc-eb.yaml', path),
  'write an archive': (files, path) => files.writeArchive(path, archive),
  remove: (files, path) => files.remove(files.resolve(path)),
};

describe.each(Object.entries(changes))('%s in a project', (_what, change) => {
  test.each([
    ['the folder is a link', '.kc-eb', '', '.kc-eb/render'],
    ['a folder below is a link', '.kc-eb/render', 'render', '.kc-eb/render/mine'],
    ['the file is a link', '.kc-eb/kc-eb.schema.json', 'file', '.kc-eb/kc-eb.schema.json'],
    ['a link to nothing', '.kc-eb/new', 'absent', '.kc-eb/new'],
    ['a folder of the user is a link', 'themes', 'render', 'themes/README.md'],
    ['the folder of render --out is a link', 'out', 'render', 'out/bundle/mine'],
    ['a file below it is a link', '.kc-eb/mine', 'file', '.kc-eb/mine'],
    ['a detour to it', '.kc-eb/render', 'render', 'themes/../.kc-eb/./render/mine'],
  ])('%s: rejected, nothing elsewhere changes', async (_case, link, target, path) => {
    const { root, elsewhere, untouched } = places();
    writeFileSync(join(root, 'kc-eb.yaml'), '');
    mkdirSync(join(root, link, '..'), { recursive: true });
    symlinkSync(join(elsewhere, target), join(root, link));
    await expect(change(projectFiles(root), path)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(link) as unknown,
    });
    expect(untouched()).toBe(true);
  });
});

test('a project below a link is a project like others', async () => {
  const { root, elsewhere } = places();
  symlinkSync(elsewhere, join(root, 'project'));
  await projectFiles(join(root, 'project')).write('.kc-eb/a/b', 'text');
  expect(readFileSync(join(elsewhere, '.kc-eb/a/b'), 'utf8')).toBe('text');
  await expect(requireNoLink(join(root, 'project'), '.kc-eb/local/server.log')).resolves.toBeUndefined();
});

test('a link under the temporary name is not followed', async () => {
  const { root, elsewhere, untouched } = places();
  symlinkSync(join(elsewhere, 'file'), join(root, `kc-eb.yaml.${process.pid}.new`));
  await projectFiles(root).write('kc-eb.yaml', 'text');
  expect(readdirSync(root)).toEqual(['kc-eb.yaml']);
  expect(untouched()).toBe(true);
});

test('what a killed writer left is deleted; that of a running one is not', async () => {
  const root = temporaryFolder();
  const child = execa('true');
  await child;
  const { pid = 0 } = child;
  writeFileSync(join(root, `kc-eb.yaml.${pid}.new`), 'half');
  writeFileSync(join(root, 'kc-eb.yaml.1.new'), 'half');
  writeFileSync(join(root, `other.yaml.${pid}.new`), 'half');
  writeFileSync(join(root, 'kc-eb.yaml.mine.new'), 'mine');
  await projectFiles(root).write('kc-eb.yaml', 'text');
  expect(readdirSync(root).sort()).toEqual(
    ['kc-eb.yaml', 'kc-eb.yaml.1.new', 'kc-eb.yaml.mine.new', `other.yaml.${pid}.new`].sort(),
  );
  expect(existsSync(join(root, `kc-eb.yaml.${pid}.new`))).toBe(false);
});
