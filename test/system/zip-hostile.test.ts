/** Whatever the names: what is in the archive is what was given, and nothing leads out of its folder. */
import fc from 'fast-check';
import { fromBufferPromise } from 'yauzl';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { zipBundle } from '../../src/system/zip.ts';

const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('..', '.', '', 'a', '..\\..', 'C:', '\u0000', '.ebextensions', ' ', '*'),
);
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

/** undefined when the names were rejected. */
async function namesOf(paths: readonly string[]): Promise<string[] | undefined> {
  let zip: Uint8Array;
  try {
    zip = await zipBundle(new Map(paths.map((name) => [name, { content: name, mode: 0o644 }])));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.kind).toBe('usage');
    return undefined;
  }
  const names: string[] = [];
  const file = await fromBufferPromise(Buffer.from(zip));
  for await (const entry of file.eachEntry()) names.push(entry.fileName);
  return names;
}

test('any paths', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(path, { maxLength: 5 }), async (paths) => {
      const names = await namesOf(paths);
      if (names !== undefined) expect(names).toEqual(paths.toSorted());
    }),
    { numRuns: 500 },
  );
});

test.each([
  '..\\evil',
  'a/..\\..\\..\\evil',
  '../evil',
  '/etc/evil',
  'C:/evil',
  'a/../../evil',
  'a\u0000b',
  '.env',
])('%j is rejected', async (name) => {
  expect(await namesOf([name])).toBeUndefined();
});
