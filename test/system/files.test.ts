import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { projectFiles } from '../../src/system/files.ts';
import { temporaryFolder } from './temporary-folder.ts';

function project(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('read: the text, undefined when absent, a clear word for a folder', async () => {
  const files = projectFiles(project({ 'kc-eb.yaml': 'a: 1\n', 'themes/x': '' }));
  expect(await files.read('kc-eb.yaml')).toBe('a: 1\n');
  expect(await files.read('absent.yaml')).toBeUndefined();
  await expect(files.read('themes')).rejects.toMatchObject({
    kind: 'usage',
    message: 'themes is a folder, not a file.',
  });
});

test('hashes: every file below the folder, hidden ones too, sorted, relative to the root', async () => {
  const root = project({ 'overrides/b': 'b', 'overrides/.platform/hooks/a.sh': 'abc', 'kc-eb.yaml': '' });
  expect([...(await projectFiles(root).hashes('overrides'))]).toEqual([
    ['overrides/.platform/hooks/a.sh', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['overrides/b', '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d'],
  ]);
  expect(await projectFiles(root).hashes('themes')).toEqual(new Map());
});

test('sizes: of the same files, in bytes', async () => {
  const files = projectFiles(project({ 'overrides/b': 'ü', 'overrides/.platform/hooks/a.sh': 'abc', a: '' }));
  expect(await files.sizes('overrides')).toEqual(
    new Map([
      ['overrides/.platform/hooks/a.sh', 3],
      ['overrides/b', 2],
    ]),
  );
  expect(await files.sizes('themes')).toEqual(new Map());
});

test.each([
  ['a link to a file', 'themes/a.css', 'themes/a.css is a link.'],
  ['a link in place of the folder', 'themes', 'themes is a link.'],
])('hashes: %s is rejected', async (_title, link, message) => {
  const root = project({ 'elsewhere/a.css': '' });
  if (link !== 'themes') mkdirSync(join(root, 'themes'));
  symlinkSync(join(root, 'elsewhere'), join(root, link));
  await expect(projectFiles(root).hashes('themes')).rejects.toMatchObject({ kind: 'usage', message });
});

test('hashes: a name that is not UTF-8 is rejected, not reported as a bug', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'themes'));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/themes/`), Buffer.from([0x66, 0xfc, 0x72])]), '');
  await expect(projectFiles(root).hashes('themes')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('"themes/f\ufffdr"') as unknown,
  });
});

test('stage: a temporary folder that is not there is named', async () => {
  const TMPDIR = join(temporaryFolder(), 'absent');
  vi.stubEnv('TMPDIR', TMPDIR);
  try {
    await expect(projectFiles('/').stage(new Map(), new Map())).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(TMPDIR) as unknown,
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

test('write: whole files, folders created, nothing left next to them', async () => {
  const root = temporaryFolder();
  await projectFiles(root).write('a/b/c.txt', 'one');
  await projectFiles(root).write('a/b/c.txt', 'two');
  expect(readdirSync(join(root, 'a/b'))).toEqual(['c.txt']);
  expect(readFileSync(join(root, 'a/b/c.txt'), 'utf8')).toBe('two');
});

test.each([
  ['below a file', 'kc-eb.yaml/image/Dockerfile', /^kc-eb\.yaml\/image\/Dockerfile: .*folder/],
  ['next to a file that must be a folder', 'kc-eb.yaml/x', /^kc-eb\.yaml\/x: .*folder/],
  ['over a folder', 'themes', /^themes is a folder, not a file\.$/],
])('write: %s is rejected, and nothing is left', async (_title, path, message) => {
  const root = project({ 'kc-eb.yaml': 'mine', 'themes/x': '' });
  await expect(projectFiles(root).write(path, 'text')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(message) as string,
    hint: expect.stringContaining('another path') as string,
  });
  expect(readdirSync(root).sort()).toEqual(['kc-eb.yaml', 'themes']);
  expect(readFileSync(join(root, 'kc-eb.yaml'), 'utf8')).toBe('mine');
});

test('read: a path below a file fails', async () => {
  const files = projectFiles(project({ themes: '' }));
  await expect(files.read('themes/README.md')).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/^themes\/README\.md: .*folder/) as unknown,
  });
});

test('write: through a link to what it names; a file that is there keeps its mode', async () => {
  const root = project({ 'shared/kc-eb.yaml': 'one' });
  chmodSync(join(root, 'shared/kc-eb.yaml'), 0o600);
  symlinkSync('shared/kc-eb.yaml', join(root, 'kc-eb.yaml'));
  await projectFiles(root).write('kc-eb.yaml', 'two');
  expect(lstatSync(join(root, 'kc-eb.yaml')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(root, 'shared/kc-eb.yaml'), 'utf8')).toBe('two');
  expect(statSync(join(root, 'shared/kc-eb.yaml')).mode & 0o777).toBe(0o600);
  chmodSync(join(root, 'shared/kc-eb.yaml'), 0o666);
  await projectFiles(root).write('kc-eb.yaml', 'three');
  expect(statSync(join(root, 'shared/kc-eb.yaml')).mode & 0o777).toBe(0o666);
});

test('templates: all that the package has, by path', async () => {
  const templates = await projectFiles('/').templates();
  expect(templates.get('local/instance/boot.sh')).toMatch(/^#!/);
  expect([...templates.keys()].every((path) => !path.startsWith('.') || path.includes('/'))).toBe(true);
});

describe('an archive', () => {
  const path = 'opt/keycloak/themes/corp/login/theme.properties';
  const archive = {
    texts: new Map([['opt/keycloak/conf/cache-ispn.xml', '<infinispan/>']]),
    copies: new Map([[path, 'themes/corp/theme.properties']]),
  };
  const list = async (file: string): Promise<string[]> =>
    (
      await execa('tar', ['--list', '--verbose', '--full-time', '--utc', '--numeric-owner', '--file', file])
    ).stdout
      .split('\n')
      .map((line) => line.replace(/ +/g, ' '));

  test('has times, owners and modes that depend on nothing, and the folders of its files', async () => {
    const root = project({ 'themes/corp/theme.properties': 'parent=keycloak' });
    chmodSync(join(root, 'themes/corp/theme.properties'), 0o600);
    await projectFiles(root).writeArchive('out/layer.tar', archive);
    expect(await list(join(root, 'out/layer.tar'))).toEqual([
      'drwxrwxr-x 1000/0 0 1980-01-01 00:00:00 opt/keycloak/',
      'drwxrwxr-x 1000/0 0 1980-01-01 00:00:00 opt/keycloak/conf/',
      '-rw-r--r-- 1000/0 13 1980-01-01 00:00:00 opt/keycloak/conf/cache-ispn.xml',
      'drwxrwxr-x 1000/0 0 1980-01-01 00:00:00 opt/keycloak/themes/',
      'drwxrwxr-x 1000/0 0 1980-01-01 00:00:00 opt/keycloak/themes/corp/',
      'drwxrwxr-x 1000/0 0 1980-01-01 00:00:00 opt/keycloak/themes/corp/login/',
      '-rw-r--r-- 1000/0 15 1980-01-01 00:00:00 opt/keycloak/themes/corp/login/theme.properties',
    ]);
  });

  test('is the same bytes for the same content, whatever the order, the umask and the time', async () => {
    const write = async (names: readonly string[]): Promise<Buffer> => {
      const root = project(Object.fromEntries(names.map((name) => [`themes/${name}`, name.repeat(5000)])));
      utimesSync(join(root, 'themes/a'), 1, 1);
      const copies = new Map(names.map((name) => [`opt/keycloak/themes/${name}`, `themes/${name}`]));
      await projectFiles(root).writeArchive('layer.tar', { texts: new Map(), copies });
      return readFileSync(join(root, 'layer.tar'));
    };
    // Longer than the 100 bytes of a plain header, and not ASCII.
    const names = ['a', 'ü/'.repeat(60) + 'b', `${'c'.repeat(90)}/${'d'.repeat(90)}`];
    const first = await write(names);
    const before = process.umask(0o077);
    try {
      expect((await write(names.toReversed())).equals(first)).toBe(true);
    } finally {
      process.umask(before);
    }
  });
});

test('stage: texts and archives, which remove deletes', async () => {
  const files = projectFiles(project({ 'themes/a': '' }));
  const archive = { texts: new Map(), copies: new Map([['opt/keycloak/themes/a', 'themes/a']]) };
  const folder = await files.stage(
    new Map([['Dockerfile', 'FROM scratch\n']]),
    new Map([['themes.tar', archive]]),
  );
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM scratch\n');
  expect(readdirSync(folder).sort()).toEqual(['Dockerfile', 'themes.tar']);
  await files.remove(folder);
  expect(existsSync(folder)).toBe(false);
});

test('zip: hooks may be executed, whatever they are on disk', async () => {
  const root = project({
    'overrides/.platform/hooks/postdeploy/50-own.sh': '#!/bin/sh\n',
    'overrides/.platform/confighooks/postdeploy/50-own': '#!/bin/sh\n',
  });
  const zip = await projectFiles(root).zip(
    new Map([['docker-compose.yml', 'services: {}\n']]),
    new Map([
      ['.platform/hooks/postdeploy/50-own.sh', 'overrides/.platform/hooks/postdeploy/50-own.sh'],
      ['.platform/confighooks/postdeploy/50-own', 'overrides/.platform/confighooks/postdeploy/50-own'],
    ]),
  );
  const modes: Record<string, number> = {};
  for await (const entry of (await fromBufferPromise(Buffer.from(zip))).eachEntry()) {
    modes[entry.fileName] = entry.externalFileAttributes >>> 16;
  }
  expect(modes).toEqual({
    '.platform/confighooks/postdeploy/50-own': 0o100755,
    '.platform/hooks/postdeploy/50-own.sh': 0o100755,
    'docker-compose.yml': 0o100644,
  });
});

test('zip: over 500 MB is rejected before anything is read', async () => {
  const root = project({ 'overrides/large.bin': '' });
  truncateSync(join(root, 'overrides/large.bin'), 600 * 1024 * 1024);
  await expect(
    projectFiles(root).zip(new Map(), new Map([['large.bin', 'overrides/large.bin']])),
  ).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('600 MB') as unknown });
});
