import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../src/system/files.ts';
import { run } from '../../src/commands/init.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { editorSchema } from '../../src/project/editor-schema.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

function setUp(files: Record<string, string> = {}) {
  const project = new MemoryFiles(files);
  return { project, deps: readingDeps({ clock: new ManualClock(0), files: project }) };
}

const config = 'kc-eb.yaml';

describe('kc-eb init', () => {
  test('writes what a user edits, and the schema for the editor', async () => {
    const { project, deps } = setUp();
    await run(deps, { config, keycloak: '22.0.5', database: 'mariadb', environment: 'id-test' });
    expect([...project.files.keys()].sort()).toEqual([
      '.kc-eb/.gitignore',
      '.kc-eb/kc-eb.schema.json',
      'certificates/README.md',
      'kc-eb.yaml',
      'overrides/README.md',
      'providers/README.md',
      'realms/README.md',
      'themes/README.md',
    ]);
    const text = project.files.get('kc-eb.yaml') ?? '';
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=.kc-eb/kc-eb.schema.json');
    expect(parseConfig(text, 'kc-eb.yaml')).toMatchObject({
      environment: 'id-test',
      keycloak: { version: { name: '22.0.5' } },
      database: { vendor: 'mariadb' },
    });
    expect(project.files.get('.kc-eb/kc-eb.schema.json')).toBe(editorSchema());
    expect(deps.events.at(-1)).toMatchObject({ type: 'result' });
  });

  test('changes nothing when files exist, and names them', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine', 'themes/README.md': 'mine' });
    await expect(run(deps, { config })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('/project: kc-eb.yaml, themes/README.md.') as unknown,
      hint: expect.stringContaining('kc-eb init --force') as unknown,
    });
    expect(Object.fromEntries(project.files)).toEqual({ 'kc-eb.yaml': 'mine', 'themes/README.md': 'mine' });
  });

  test.each([
    'kc-eb.yaml',
    ...['themes', 'providers', 'realms', 'certificates', 'overrides'].map((name) => `${name}/README.md`),
  ])('changes nothing when %s exists', async (path) => {
    const { project, deps } = setUp({ [path]: 'mine' });
    await expect(run(deps, { config })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`/project: ${path}.`) as unknown,
    });
    expect(Object.fromEntries(project.files)).toEqual({ [path]: 'mine' });
  });

  test('--config names the file that is looked for and written', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine', 'test/kc.yaml': 'mine, too' });
    await expect(run(deps, { config: 'test/kc.yaml' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('/project: test/kc.yaml.') as unknown,
    });
    await run(deps, { config: 'test/other.yaml' });
    expect(project.files.get('kc-eb.yaml')).toBe('mine');
    const text = project.files.get('test/other.yaml') ?? '';
    // Editors look for it from the file's own folder.
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../.kc-eb/kc-eb.schema.json');
    expect(parseConfig(text, 'other.yaml').application).toBe('keycloak');
    expect(deps.events.at(-1)).toMatchObject({
      data: { written: expect.arrayContaining(['test/other.yaml']) as unknown },
      text: expect.stringMatching(/ kc-eb plan --config test\/other\.yaml;/) as unknown,
    });
  });

  test('a file in place of a folder is known before anything is overwritten', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'kc-eb.yaml'), 'mine');
    writeFileSync(join(root, 'themes'), 'a file');
    const { deps } = setUp();
    await expect(run({ ...deps, files: projectFiles(root) }, { config, force: true })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^themes\/README\.md: .*folder/) as unknown,
    });
    expect(readFileSync(join(root, 'kc-eb.yaml'), 'utf8')).toBe('mine');
  });

  test.each([
    ['a path in the URL', { hostname: 'https://id.example.org/auth' }, /^--hostname ".*relativePath/],
    [
      'a password in the URL',
      { hostname: 'https://me:Canary11@id.example.org' },
      /^--hostname "\[redacted\]": must not contain a user or a password \(https:\/\/id\.example\.org\)$/,
    ],
    ['no URL', { hostname: 'id.example.org' }, /^--hostname "id\.example\.org": must be a URL/],
  ])('writes nothing that the other commands reject: %s', async (_title, flags, message) => {
    const { project, deps } = setUp();
    await expect(run(deps, { config, ...flags })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    });
    expect(project.files.size).toBe(0);
  });

  test('writes nothing when answers conflict, and names them', async () => {
    const { project, deps } = setUp();
    const flags = { config, keycloak: '22.0.5', database: 'aurora-postgres' };
    await expect(run(deps, flags)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/answers conflict/) as string,
      cause: {
        message: expect.stringMatching(/database\.vendor: aurora-postgres needs Keycloak 24\.0/) as string,
      },
    });
    expect(project.files.size).toBe(0);
  });

  test('overwrites with --force, and leaves the rest alone', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine', '.gitignore': 'mine', 'themes/a/x.css': 'mine' });
    await run(deps, { config, force: true });
    expect(project.files.get('kc-eb.yaml')).toContain('application: keycloak');
    expect(project.files.get('.gitignore')).toBe('mine');
    expect(project.files.get('themes/a/x.css')).toBe('mine');
  });

  test('writes nothing for a flag that cannot be', async () => {
    const { project, deps } = setUp();
    await expect(run(deps, { config, region: 'virginia', database: 'sqlite' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^--region "virginia": .*\n--database "sqlite": /) as string,
    });
    expect(project.files.size).toBe(0);
  });
});
