/** Failures of the file system, and the schema for editors, with the built command line. */
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { editorSchema, schemaPath } from '../../src/project/editor-schema.ts';
import { expectFailure, Project, projectYaml, type Run, startLocal } from './run-cli.ts';

let project: Project;
beforeEach(() => {
  project = new Project({ 'kc-eb.yaml': projectYaml() });
});
afterEach(() => {
  setModes(0o755);
  project.remove();
});

test('a file in place of a folder', async () => {
  project.write('themes', 'a file');
  expectFailure(
    await project.run(['init', '--force']),
    2,
    /^error: themes\/README\.md: .*\n {2}because: ENOTDIR.*\nhint: /,
  );
  rmSync(join(project.folder, 'themes'));
  expectFailure(
    await project.run(['render', '--out', 'kc-eb.yaml']),
    2,
    /^error: kc-eb\.yaml\/image\/\S+: .*\n {2}because: (ENOTDIR|EEXIST)/m,
  );
  expect(project.read('kc-eb.yaml')).toBe(projectYaml());
});

test('an empty KC_EB_ENVIRONMENT names no environment', async () => {
  const { exitCode } = await project.run(['render'], { env: { KC_EB_ENVIRONMENT: '' } });
  expect(exitCode).toBe(0);
});

/** Sets the mode of the project's folder and of .kc-eb. */
function setModes(mode: number): void {
  for (const folder of ['.', '.kc-eb'].map((name) => join(project.folder, name))) {
    if (existsSync(folder)) chmodSync(folder, mode);
  }
}

/** Runs kc-eb as a user who may only read the project's folder: root becomes nobody first. */
function runAsOther(argv: readonly string[]): Promise<Run> {
  setModes(0o555);
  const become = 'process.setgid(65534); process.setgroups([]); process.setuid(65534);';
  const isRoot = process.getuid?.() === 0;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(isRoot ? become : '')}`;
  return project.run(argv, { env: { NODE_OPTIONS } });
}

test.each([
  [['init', '--force'], 2, /^error: kc-eb\.yaml\.bak: .*\n {2}because: EACCES.*\nhint: /],
  [['render'], 2, /^error: \S*\.kc-eb\/render\S*: .*\n {2}because: EACCES/m],
  [['upgrade', '--to', '26.7.4'], 2, /^error: kc-eb\.yaml: .*\n {2}because: EACCES/],
  [['local', 'start', '--reporting-only'], 2, /^error: \S+\.kc-eb\S*: .*\n {2}because: EACCES/],
])('a read-only project: %s', async (argv, exitCode, message) => {
  project.write('.kc-eb/.gitignore', '*\n');
  expectFailure(await runAsOther(argv), exitCode, message);
  expect(project.read('kc-eb.yaml')).toBe(projectYaml());
});

test('kc-eb.yaml that cannot be read', async () => {
  chmodSync(join(project.folder, 'kc-eb.yaml'), 0);
  expectFailure(await runAsOther(['plan']), 2, /^error: kc-eb\.yaml: .*\n {2}because: EACCES/);
});

const dryRun = ['upgrade', '--to', '26.7.4', '--dry-run'];
const withSchema = `# yaml-language-server: $schema=${schemaPath}\n${projectYaml()}`;

test('any command writes the schema that kc-eb.yaml names, as after a git clone', async () => {
  project.write('kc-eb.yaml', withSchema);
  expect(await project.run(dryRun)).toMatchObject({ exitCode: 0 });
  expect(project.read(schemaPath)).toBe(editorSchema());
  expect(project.read('.kc-eb/.gitignore')).toBe('*\n');
  // From an older kc-eb. A file that has errors needs the schema most.
  project.write(schemaPath, '{}');
  project.write('kc-eb.yaml', withSchema.replace('application', 'aplication'));
  expect(await project.run(dryRun)).toMatchObject({ exitCode: 2 });
  expect(project.read(schemaPath)).toBe(editorSchema());
});

test('git ignores what kc-eb writes to its own folder', async () => {
  expect(await project.run(['render'])).toMatchObject({ exitCode: 0 });
  expect(project.read('.kc-eb/.gitignore')).toBe('*\n');
  rmSync(join(project.folder, '.kc-eb'), { recursive: true });
  await startLocal(project);
  await project.run(['local', 'stop']);
  expect(project.read('.kc-eb/.gitignore')).toBe('*\n');
});

test('no schema where kc-eb.yaml names none, or where the project is read-only', async () => {
  expect(await project.run(dryRun)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(project.folder, '.kc-eb'))).toBe(false);
  project.write('kc-eb.yaml', withSchema);
  expect(await runAsOther(dryRun)).toMatchObject({ exitCode: 0, stderr: '' });
  setModes(0o755);
  mkdirSync(join(project.folder, schemaPath), { recursive: true });
  expect(await project.run(dryRun)).toMatchObject({ exitCode: 0 });
});
