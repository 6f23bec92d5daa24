/** kc-eb as npm installs it, without a network. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { version } from '../../src/package.ts';
import { Project, startLocal } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'kc-eb-installed-'));
const installed = join(folder, 'node_modules/kc-eb');
const megabyte = 1024 * 1024;
let project: Project;

beforeAll(() => {
  const npm = (...argv: readonly string[]): string =>
    execFileSync('npm', [...argv, '--cache', join(folder, 'cache'), '--offline', '--silent'], {
      encoding: 'utf8',
    });
  // npm run test:cli has built dist.
  const tarball = npm('pack', '--ignore-scripts', '--pack-destination', folder).trim();
  npm('install', '--prefix', folder, '--no-audit', '--no-fund', join(folder, tarball));
  project = new Project({}, join(folder, 'node_modules/.bin/kc-eb'));
});
afterAll(async () => {
  await project.run(['local', 'stop']);
  project.remove();
  rmSync(folder, { recursive: true });
});

test('one package is installed, without tests and sources', () => {
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'kc-eb',
  ]);
  const present = readdirSync(installed);
  expect(present.filter((name) => statSync(join(installed, name)).isDirectory()).sort()).toEqual([
    'bin',
    'dist',
    'docs',
    'templates',
  ]);
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => /\.(ts|mts|tsx)$|\btest\b/.test(name))).toEqual([]);
  const sizes = files.map((name) => statSync(join(installed, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(12 * megabyte);
});

test('the licence file names every package of which the bundle has code', () => {
  const dist = join(installed, 'dist');
  const licenses = readFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const maps = readdirSync(dist).filter((name) => name.endsWith('.map'));
  const packages = maps.flatMap((name) => {
    const { sources } = JSON.parse(readFileSync(join(dist, name), 'utf8')) as { sources: string[] };
    return sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  });
  expect(packages).toContain('commander');
  const missing = [...new Set(packages)].filter((name) => !new RegExp(`^${name} \\d`, 'm').test(licenses));
  expect(missing).toEqual([]);
});

test('init, render, and the SDK against Local Beanstalk', async () => {
  expect(await project.run(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  const flags = {
    ...{ application: 'id', environment: 'id-installed', region: 'us-east-1', keycloak: '26.7.3' },
    ...{ database: 'postgres', hostname: 'https://id.example.com' },
  };
  const argv = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const init = await project.run(['init', ...argv]);
  expect(init.exitCode, init.stderr).toBe(0);
  await startLocal(project);
  const render = await project.run(['render', '--local']);
  expect(render.exitCode, render.stderr).toBe(0);
  expect(project.read('.kc-eb/render/bundle/docker-compose.yml')).toContain('network_mode: host');
  const plan = await project.run(['plan', '--local', '--json']);
  expect(plan.exitCode, plan.stderr).toBe(0);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    target: { environment: 'id-installed', local: true },
    image: { action: 'build' },
  });
});
