import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles } from '../../src/system/files.ts';
import { run } from '../../src/commands/render.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

function setUp(files: Record<string, string> = {}) {
  const project = new MemoryFiles(files);
  return { project, deps: readingDeps({ clock: new ManualClock(0), files: project }) };
}

test('writes build context and bundle, with the project’s own files in their places', async () => {
  const { project, deps } = setUp({
    'themes/README.md': 'of init',
    'themes/mine/README.md': 'notes',
    'providers/README': 'notes',
    'realms/readme.txt': 'notes',
    'certificates/.DS_Store': 'of a desktop',
    'overrides/.platform/hooks/postdeploy/README.md': 'Beanstalk would run it',
    'overrides/.gitkeep': '',
    'themes/mine/theme.properties': 'theme',
    'overrides/nginx/default.conf': 'my nginx',
    'overrides/.platform/hooks/postdeploy/50-mine.sh': 'my hook',
  });
  await run(deps, exampleConfig(), { out: 'out' });
  const written = Object.fromEntries(project.files);
  expect(
    Object.keys(written)
      .filter((path) => path.startsWith('out/'))
      .sort(),
  ).toEqual([
    'out/bundle/.ebextensions/cluster-ports.config',
    'out/bundle/.platform/confighooks/postdeploy/10-keycloak-ready.sh',
    'out/bundle/.platform/confighooks/prebuild/10-ecr-login.sh',
    'out/bundle/.platform/confighooks/prebuild/20-instance.sh',
    'out/bundle/.platform/hooks/postdeploy/10-keycloak-ready.sh',
    'out/bundle/.platform/hooks/postdeploy/50-mine.sh',
    'out/bundle/.platform/hooks/prebuild/10-ecr-login.sh',
    'out/bundle/.platform/hooks/prebuild/20-instance.sh',
    'out/bundle/docker-compose.yml',
    'out/bundle/heartbeat/heartbeat.sh',
    'out/bundle/nginx/default.conf',
    'out/image/.dockerignore',
    'out/image/Dockerfile',
    'out/image/themes.tar',
    'out/nginx/Dockerfile',
  ]);
  expect(written['out/bundle/nginx/default.conf']).toBe('my nginx');
  expect(written['out/image/Dockerfile']).toContain('ADD themes.tar /');
  expect(written['out/bundle/docker-compose.yml']).toContain(
    'image: 000000000000.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:26.7.3',
  );
});

test('rejects .env in overrides/ before anything is written', async () => {
  const { project, deps } = setUp({ 'overrides/.env': 'A=b\n' });
  await expect(run(deps, exampleConfig(), { out: 'out' })).rejects.toMatchObject({ kind: 'usage' });
  expect([...project.files.keys()]).toEqual(['overrides/.env']);
});

test('names the image that it is given', async () => {
  const { project, deps } = setUp();
  await run(deps, exampleConfig(), { out: 'out', image: 'registry.example.com/mine:1' });
  expect(project.files.get('out/bundle/docker-compose.yml')).toContain('image: registry.example.com/mine:1');
  expect(project.files.get('out/bundle/.platform/hooks/prebuild/10-ecr-login.sh')).toContain(
    "registry='registry.example.com'",
  );
});

test('shows the warnings', async () => {
  const { deps } = setUp();
  const { cluster } = exampleConfig();
  await run(deps, exampleConfig({ cluster: { ...cluster, network: 'bridge' } }), { out: 'out' });
  expect(deps.events).toContainEqual({
    type: 'message',
    level: 'warn',
    text: expect.stringContaining('bridge') as string,
  });
});

test.each(['.kc-eb/../mine', '.kc-eb/local', '.kc-eb/render/../../mine', 'mine', '.kc-eb', '.'])(
  '--out %s: existing files stay',
  async (out) => {
    const root = temporaryFolder();
    for (const folder of ['mine', '.kc-eb/local']) {
      mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, folder, 'kept'), 'kept');
    }
    const { deps } = setUp();
    await run({ ...deps, files: projectFiles(root) }, exampleConfig(), { out });
    for (const folder of ['mine', '.kc-eb/local']) {
      expect(readFileSync(join(root, folder, 'kept'), 'utf8')).toBe('kept');
    }
    expect(existsSync(join(root, out, 'image/Dockerfile'))).toBe(true);
  },
);

test.each([undefined, '.kc-eb/render', './.kc-eb//render/'])(
  '--out %s: files of an earlier run go from the folder of kc-eb',
  async (out) => {
    const root = temporaryFolder();
    mkdirSync(join(root, '.kc-eb/render/old'), { recursive: true });
    const { deps } = setUp();
    await run({ ...deps, files: projectFiles(root) }, exampleConfig(), out === undefined ? {} : { out });
    expect(readdirSync(join(root, '.kc-eb/render')).sort()).toEqual(['bundle', 'image', 'nginx']);
  },
);

test('--out without a name is rejected', async () => {
  const { deps, project } = setUp();
  await expect(run(deps, exampleConfig(), { out: '' })).rejects.toMatchObject({ kind: 'usage' });
  expect(project.files.size).toBe(0);
});

test('the bundle names its label, a hash that changes with the user’s files', async () => {
  const labelWith = async (files: Record<string, string>): Promise<string | undefined> => {
    const { project, deps } = setUp(files);
    await run(deps, exampleConfig(), { out: 'out' });
    const compose = project.files.get('out/bundle/docker-compose.yml') ?? '';
    return /KC_EB_VERSION: (\S+)/.exec(compose)?.[1];
  };
  const label = await labelWith({});
  expect(label).toMatch(/^26\.7\.3-[0-9a-f]{12}$/);
  expect(await labelWith({})).toBe(label);
  expect(await labelWith({ 'overrides/nginx/default.conf': 'my nginx' })).not.toBe(label);
});
