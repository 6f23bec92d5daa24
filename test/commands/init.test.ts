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

  test('changes nothing when kc-eb.yaml exists, without a terminal', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine' });
    await expect(run(deps, { config })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('kc-eb.yaml') as unknown,
      hint: expect.stringContaining('kc-eb init --force') as unknown,
    });
    expect(Object.fromEntries(project.files)).toEqual({ 'kc-eb.yaml': 'mine' });
  });

  test.each(['themes', 'providers', 'realms', 'certificates', 'overrides'])(
    'keeps %s/README.md when it exists',
    async (folder) => {
      const path = `${folder}/README.md`;
      const { project, deps } = setUp({ [path]: 'mine', [`${folder}/.gitkeep`]: '' });
      await run(deps, { config });
      expect(project.files.get(path)).toBe('mine');
      expect(deps.events.at(-1)).toMatchObject({
        data: { written: expect.not.arrayContaining([path]) as unknown, backup: undefined },
      });
    },
  );

  test('--config names the file that is looked for and written', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine', 'test/kc.yaml': 'mine, too' });
    await expect(run(deps, { config: 'test/kc.yaml' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^test\/kc\.yaml /) as unknown,
    });
    await run(deps, { config: 'test/other.yaml' });
    expect(project.files.get('kc-eb.yaml')).toBe('mine');
    const text = project.files.get('test/other.yaml') ?? '';
    // Editors look for it from the file's own folder.
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../.kc-eb/kc-eb.schema.json');
    expect(parseConfig(text, 'other.yaml').application).toBe('keycloak');
    expect(deps.events.at(-1)).toMatchObject({
      data: { written: expect.arrayContaining(['test/other.yaml']) as unknown },
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
      cause: {
        message: expect.stringMatching(/database\.vendor: aurora-postgres needs Keycloak 24\.0/) as string,
      },
    });
    expect(project.files.size).toBe(0);
  });

  test('--force writes a new file with the present answers, and keeps each file before it', async () => {
    const { project, deps } = setUp({ '.gitignore': 'mine', 'themes/a/x.css': 'mine' });
    await run(deps, { config, region: 'eu-west-1', database: 'mysql' });
    const first = (project.files.get(config) ?? '').replace('database.example.com', 'db.internal');
    project.files.set(config, `${first}extra: 1\n`);
    await run(deps, { config, force: true, keycloak: '26.6.4' });
    expect(parseConfig(project.files.get(config) ?? '', config)).toMatchObject({
      ...{ region: 'eu-west-1', database: { vendor: 'mysql', host: 'db.internal' } },
      keycloak: { version: { name: '26.6.4' } },
    });
    expect(deps.events.at(-1)).toMatchObject({ data: { backup: 'kc-eb.yaml.bak', next: 'kc-eb doctor' } });
    await run(deps, { config, force: true, keycloak: '26.7.3' });
    expect(deps.events.at(-1)).toMatchObject({ data: { backup: 'kc-eb.yaml.bak.2' } });
    expect(project.files.get('kc-eb.yaml.bak')).toBe(`${first}extra: 1\n`);
    expect(project.files.get('.gitignore')).toBe('mine');
    expect(project.files.get('themes/a/x.css')).toBe('mine');
  });

  test('--force replaces a file that is not YAML, and keeps it', async () => {
    const { project, deps } = setUp({ [config]: 'a: [' });
    await run(deps, { config, force: true });
    expect(project.files.get(config)).toContain('application: keycloak');
    expect(project.files.get('kc-eb.yaml.bak')).toBe('a: [');
  });

  test.each([
    ['region', 'eu-centrl-1', 'eu-central-1'],
    ['region', 'us-est-1', 'us-east-1'],
    ['keycloak', '26.7.33', '26.7.3'],
    ['keycloak', '25', '25.0.6'],
    ['keycloak', '26.6', '26.6.4'],
  ])('--%s %s: did you mean %s', async (name, wrong, near) => {
    const { project, deps } = setUp();
    await expect(run(deps, { config, [name]: wrong })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(new RegExp(`^--${name} "${wrong}": .* ${near}\\?$`)) as string,
    });
    expect(project.files.size).toBe(0);
  });

  test('takes the region of the AWS settings, and rejects a typing error in it', async () => {
    const { project, deps } = setUp();
    let region = 'eu-central-1';
    const account = {
      configuredRegion: () => Promise.resolve(region),
      inRegion: () => {
        throw new Error('no question without a terminal');
      },
    };
    await run({ ...deps, account }, { config });
    expect(parseConfig(project.files.get(config) ?? '', config).region).toBe('eu-central-1');
    region = 'eu-centrl-1';
    await expect(run({ ...deps, account }, { config: 'other.yaml' })).rejects.toMatchObject({
      kind: 'usage',
    });
  });

  test('--vpc and --certificate are keys of network', async () => {
    const { project, deps } = setUp();
    const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
    await run(deps, { config, vpc: 'vpc-0123abcd', certificate });
    expect(parseConfig(project.files.get(config) ?? '', config).network).toMatchObject({
      ...{ vpc: 'vpc-0123abcd', certificate },
    });
    await expect(run(deps, { config: 'other.yaml', vpc: 'mine', certificate: 'mine' })).rejects.toMatchObject(
      {
        kind: 'usage',
        message: expect.stringMatching(/^--vpc "mine": .*\n--certificate "mine": /) as unknown,
      },
    );
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
