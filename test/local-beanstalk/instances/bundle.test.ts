/** Hostile source bundles. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import archiver from 'archiver';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { bundleLimits } from '../../../src/local-beanstalk/instances/bundle.ts';
import { readBundle, type SourceBundle } from '../../../src/local-beanstalk/instances/bundle.ts';
import { parseExtensions } from '../../../src/local-beanstalk/instances/ebextensions.ts';
import { DeploymentFailure } from '../../../src/local-beanstalk/base/ports.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

async function zip(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const archive = archiver('zip', { zlib: { level: 9 } });
  const bytes = buffer(archive);
  for (const [name, text] of Object.entries(files)) archive.append(text, { name });
  for (const [name, target] of Object.entries(links)) archive.symlink(name, target);
  await archive.finalize();
  return bytes;
}

async function read(
  bytes: Uint8Array,
  limits?: typeof bundleLimits,
): Promise<SourceBundle | DeploymentFailure> {
  const path = join(temporaryFolder(), 'bundle.zip');
  writeFileSync(path, bytes);
  try {
    const bundle = await readBundle(path, limits);
    parseExtensions(bundle.extensions);
    return bundle;
  } catch (error) {
    if (error instanceof DeploymentFailure) return error;
    throw error;
  }
}

const compose = { 'docker-compose.yml': 'services: {}' };

test('a bundle with inner links is accepted', async () => {
  const bundle = await read(
    await zip({ ...compose, 'a/b.txt': 'b' }, { 'a/c.txt': 'b.txt', d: 'a/../a/b.txt' }),
  );
  expect(bundle).toMatchObject({ paths: ['a/b.txt', 'a/c.txt', 'd', 'docker-compose.yml'] });
});

test.each(['/etc/shadow', '..', '../..', 'a/../../b', '../../../../etc'])(
  'a link to %s is rejected',
  async (target) => {
    expect(await read(await zip(compose, { link: target }))).toMatchObject({
      phase: 'Download and extract',
      message: expect.stringMatching(/: link .* out of /) as unknown,
    });
  },
);

/** archiver rejects such names: this replaces the bytes of a good name in both places of a zip. */
test.each(['../../evil.sh', '/etc/evil.sh_', 'C:/../evil.sh', 'a\\..\\evil.sh'])(
  'the path %s is rejected',
  async (path) => {
    const name = 'x'.repeat(path.length);
    const bytes = Buffer.from(
      (await zip({ ...compose, [name]: 'x' })).toString('latin1').replaceAll(name, path),
      'latin1',
    );
    const bundle = await read(bytes);
    // Like unzip, the reader turns a backslash into a slash; a path inside the bundle is then valid.
    if (bundle instanceof DeploymentFailure) expect(bundle.message).toMatch(/: .*(relative|absolute)/);
    else expect(bundle.paths).toEqual(['a/../evil.sh', 'docker-compose.yml'].map(normal).sort());
  },
);

function normal(path: string): string {
  return path.replace('a/../', '');
}

test('a small archive of a huge .ebextensions file is not unpacked into memory', async () => {
  const bytes = await zip({ ...compose, '.ebextensions/bomb.config': ' '.repeat(30 * 1024 * 1024) });
  expect(bytes.length).toBeLessThan(100_000);
  expect(await read(bytes)).toMatchObject({ message: expect.stringMatching(/larger than 1 MB/) as unknown });
});

test('any bytes, and any archive with one place changed', async () => {
  const good = await zip(
    { ...compose, '.ebextensions/a.config': 'files: {"/a": {content: x}}' },
    { link: 'docker-compose.yml' },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .tuple(fc.nat({ max: good.length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 4 }))
          .map(([at, bytes]) => {
            const changed = Buffer.from(good);
            changed.set(bytes.subarray(0, good.length - at), at);
            return changed;
          }),
        fc.nat({ max: good.length }).map((length) => good.subarray(0, length)),
      ),
      async (bytes) => {
        const bundle = await read(bytes);
        if (bundle instanceof DeploymentFailure) return;
        for (const path of bundle.paths) expect(path.split('/')).not.toContain('..');
      },
    ),
    { numRuns: 500 },
  );
});

test('any .ebextensions text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .tuple(
        fc.constantFrom('files', 'commands', 'container_commands', 'Resources'),
        fc.jsonValue({ maxDepth: 4 }),
      )
      .map(([key, value]) => JSON.stringify({ [key]: value })),
    fc.constantFrom('&a [*a]', '*a', '{a: *b}', '['.repeat(1_000)),
  );
  fc.assert(
    fc.property(text, (content) => {
      try {
        parseExtensions(new Map([['.ebextensions/a.config', content]]));
      } catch (error) {
        if (!(error instanceof DeploymentFailure)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

test('a configuration file that unfolds without end is rejected', async () => {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}x]`,
  );
  const found = await read(
    await zip({ 'docker-compose.yml': 'services: {}', '.ebextensions/a.config': levels.join('\n') }),
  );
  expect(found).toBeInstanceOf(DeploymentFailure);
});

test('a configuration file over 1 MB is rejected', async () => {
  const large = {
    'docker-compose.yml': 'services: {}',
    '.ebextensions/a.config': '#'.repeat(1024 * 1024 + 1),
  };
  expect(await read(await zip(large))).toBeInstanceOf(DeploymentFailure);
});

test('a bundle unpacks to as many bytes and files as its limits, and to no more', async () => {
  const files = { 'docker-compose.yml': 'x'.repeat(600), 'nested/a.txt': 'x'.repeat(400) };
  const bytes = await zip(files);
  const exact = { maxUnpackedBytes: 1000, maxFiles: 2 };
  expect(await read(bytes, exact)).toMatchObject({ paths: Object.keys(files) });
  expect(await read(bytes, { ...exact, maxUnpackedBytes: 999 })).toBeInstanceOf(DeploymentFailure);
  expect(await read(bytes, { ...exact, maxFiles: 1 })).toBeInstanceOf(DeploymentFailure);
});
