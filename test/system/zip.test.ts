import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { expect, test, vi } from 'vitest';
import { type ArchiveEntry, zipBundle } from '../../src/system/zip.ts';

const entries: [string, ArchiveEntry][] = [
  ['docker-compose.yml', { content: 'services: {}\n', mode: 0o644 }],
  ['.platform/hooks/prebuild/10-login.sh', { content: '#!/bin/bash\n', mode: 0o755 }],
  ['.ebextensions/ünï.config', { content: Buffer.from([0, 1, 2, 255]), mode: 0o644 }],
];

async function unzip(zip: Uint8Array) {
  const file = await fromBufferPromise(Buffer.from(zip));
  const found: { name: string; mode: number; date: string; content: string }[] = [];
  for await (const entry of file.eachEntry()) {
    found.push({
      name: entry.fileName,
      mode: (entry.externalFileAttributes >>> 16) & 0o777,
      date: entry.getLastModDate({ timezone: 'UTC' }).toISOString(),
      content: await text(await file.openReadStreamPromise(entry)),
    });
  }
  return found;
}

test('what goes in comes out, sorted, with fixed modes and dates', async () => {
  expect(await unzip(await zipBundle(new Map(entries)))).toEqual([
    {
      name: '.ebextensions/ünï.config',
      mode: 0o644,
      date: '1980-01-01T00:00:00.000Z',
      content: Buffer.from([0, 1, 2, 255]).toString(),
    },
    {
      name: '.platform/hooks/prebuild/10-login.sh',
      mode: 0o755,
      date: '1980-01-01T00:00:00.000Z',
      content: '#!/bin/bash\n',
    },
    {
      name: 'docker-compose.yml',
      mode: 0o644,
      date: '1980-01-01T00:00:00.000Z',
      content: 'services: {}\n',
    },
  ]);
});

test('the order in which entries are given does not matter', async () => {
  const one = await zipBundle(new Map(entries));
  expect(Buffer.from(await zipBundle(new Map(entries.toReversed()))).equals(one)).toBe(true);
});

test('the same bytes in every time zone', async () => {
  const hashes = new Map<number, string>();
  for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles', 'Asia/Kathmandu']) {
    vi.stubEnv('TZ', zone);
    const zip = await zipBundle(new Map([['a', { content: 'x', mode: 0o644 }]]));
    hashes.set(new Date(0).getTimezoneOffset(), createHash('sha256').update(zip).digest('hex'));
  }
  vi.unstubAllEnvs();
  expect([...hashes.keys()]).toEqual([0, -540, 480, -330]);
  expect(new Set(hashes.values()).size).toBe(1);
});

// A change here changes every user's bundle; version labels hash the content, not the archive, so nothing breaks.
test('the bytes are the ones that other machines make', async () => {
  const zip = await zipBundle(new Map([['a.txt', { content: 'a\n', mode: 0o644 }]]));
  expect(createHash('sha256').update(zip).digest('hex')).toMatchInlineSnapshot(
    `"0447f2d01454139ebce02172f15922a574bc67d3d930b86036aebf0504b3bd5c"`,
  );
});
