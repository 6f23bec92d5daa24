import { describe, expect, test } from 'vitest';
import { run } from '../../src/commands/init.ts';
import { parseConfig } from '../../src/core/config.ts';
import { editorSchema } from '../../src/core/scaffold.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

function setUp(files: Record<string, string> = {}) {
  const project = new MemoryFiles(files);
  return { project, deps: { ...readingDeps({ clock: new ManualClock(0) }), files: project } };
}

describe('kc-eb init', () => {
  test('writes what a user edits, and the schema for the editor', async () => {
    const { project, deps } = setUp();
    await run(deps, { keycloak: '22.0.5', database: 'mariadb', environment: 'id-test' });
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
      keycloak: { version: '22.0.5' },
      database: { vendor: 'mariadb' },
    });
    expect(project.files.get('.kc-eb/kc-eb.schema.json')).toBe(editorSchema());
    expect(deps.events.at(-1)).toMatchObject({ type: 'result' });
  });

  test('changes nothing when a file is in the way, and says which', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine', 'themes/README.md': 'mine' });
    await expect(run(deps, {})).rejects.toMatchObject({
      kind: 'usage',
      message: 'In the way in /project: kc-eb.yaml, themes/README.md. Nothing was written.',
      hint: 'kc-eb init --force overwrites them.',
    });
    expect(Object.fromEntries(project.files)).toEqual({ 'kc-eb.yaml': 'mine', 'themes/README.md': 'mine' });
  });

  test('overwrites with --force, and leaves the rest alone', async () => {
    const { project, deps } = setUp({ 'kc-eb.yaml': 'mine', '.gitignore': 'mine', 'themes/a/x.css': 'mine' });
    await run(deps, { force: true });
    expect(project.files.get('kc-eb.yaml')).toContain('application: keycloak');
    expect(project.files.get('.gitignore')).toBe('mine');
    expect(project.files.get('themes/a/x.css')).toBe('mine');
  });

  test('writes nothing for a flag that cannot be', async () => {
    const { project, deps } = setUp();
    await expect(run(deps, { region: 'virginia', database: 'sqlite' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^--region "virginia": .*\n--database "sqlite": /) as string,
    });
    expect(project.files.size).toBe(0);
  });
});
