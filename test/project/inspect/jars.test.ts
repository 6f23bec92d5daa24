/** Jars of providers/, with yauzl as the judge of what is a whole zip. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import archiver from 'archiver';
import { describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { inspectFiles } from '../../../src/project/inspect/inspect.ts';
import { readUserFiles } from '../../../src/project/read-user-files.ts';
import { projectFiles } from '../../../src/system/files.ts';
import { exampleConfig } from '../../fakes/example-config.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

type Content = string | Uint8Array;

async function inspect(files: Record<string, Content>): Promise<{ errors: string[]; warnings: string[] }> {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const { contents } = await readUserFiles({ files: projectFiles(root) });
  return inspectFiles(exampleConfig(), contents, new Date('2026-06-01'));
}

async function jar(
  names: readonly string[],
  { forceZip64 = false, comment = '' }: { forceZip64?: boolean; comment?: string } = {},
): Promise<Buffer> {
  const archive = archiver('zip', { forceZip64, comment });
  for (const name of names) archive.append(`content of ${name}`, { name });
  void archive.finalize();
  return buffer(archive);
}

async function isWhole(bytes: Buffer): Promise<boolean> {
  try {
    for await (const entry of (await fromBufferPromise(bytes)).eachEntry()) entry.fileName.trim();
    return true;
  } catch {
    return false;
  }
}

const names = (count: number): string[] =>
  Array.from({ length: count }, (_name, index) => `org/a/B${index}.class`);
const start = Buffer.from('504b0304', 'hex');
const emptyJar = Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);

describe('an error', () => {
  test.each<[what: string, content: Content]>([
    ['an empty file', ''],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n'],
    ['a page', '<!DOCTYPE html>\n<html>404</html>'],
    ['other data', Buffer.from('cafebabe', 'hex')],
    ['the first bytes', Buffer.concat([start, Buffer.alloc(30)])],
    ['the first four bytes', start],
    ['the first bytes and a megabyte', Buffer.concat([start, Buffer.alloc(3 * 1024 * 1024, 'PK\x01\x02')])],
    [
      'an end alone that names a directory',
      Buffer.concat([
        emptyJar.subarray(0, 12),
        Buffer.from('0100000000000000', 'hex').subarray(0, 8),
        Buffer.alloc(2),
      ]),
    ],
  ])('%s', async (_what, content) => {
    expect(await inspect({ 'providers/a.jar': content })).toEqual({
      errors: [expect.stringContaining('providers/a.jar')],
      warnings: [],
    });
  });

  test.each([false, true])('a jar that ends too early, or lost a part (zip64: %s)', async (forceZip64) => {
    const whole = await jar(names(40), { forceZip64 });
    const cut = [1, 10, 22, 42, 76, 98, 500, 2000].map((bytes) => whole.subarray(0, whole.length - bytes));
    const hole = Buffer.concat([whole.subarray(0, 100), whole.subarray(200)]);
    const overwritten = Buffer.from(whole);
    overwritten.fill(0, whole.indexOf('PK\x01\x02'), whole.indexOf('PK\x01\x02') + 4);
    for (const bytes of [...cut, hole, overwritten]) {
      expect(await isWhole(bytes)).toBe(false);
      expect((await inspect({ 'providers/a.jar': bytes })).errors).toEqual([
        "providers/a.jar is a zip without its end, as a broken download leaves it, and not a jar: Keycloak's build fails.",
      ]);
    }
  });
});

describe('nothing', () => {
  test.each<[what: string, make: () => Promise<Buffer>]>([
    ['one file', () => jar(['a'])],
    ['no file', () => Promise.resolve(emptyJar)],
    ['a comment', () => jar(['a'], { comment: 'x'.repeat(65_535) })],
    ['a zip64', () => jar(names(3), { forceZip64: true })],
    ['a zip64 with a comment', () => jar(names(3), { forceZip64: true, comment: 'x'.repeat(100) })],
    ['a directory of more than a megabyte', () => jar(names(16_000))],
  ])('%s', async (_what, make) => {
    const bytes = await make();
    expect(await isWhole(bytes)).toBe(true);
    expect(await inspect({ 'providers/a.jar': bytes })).toEqual({ errors: [], warnings: [] });
  });

  // Java reads both, and yauzl does not.
  test.each<[what: string, make: () => Promise<Buffer>]>([
    ['bytes after the end', async () => Buffer.concat([await jar(['a']), Buffer.alloc(100)])],
    ['a comment with the sign of an end', () => jar(['a'], { comment: 'PK\x05\x06 and twenty bytes more' })],
  ])('%s', async (_what, make) => {
    const bytes = await make();
    expect(await inspect({ 'providers/a.jar': bytes })).toEqual({ errors: [], warnings: [] });
  });
});

test('a jar that Keycloak does not read is named', async () => {
  const bytes = await jar(['a']);
  expect(await inspect({ 'providers/a.jar': bytes, 'providers/b/c.jar': bytes })).toEqual({
    errors: [],
    warnings: [expect.stringContaining('providers/b/c.jar')],
  });
});
