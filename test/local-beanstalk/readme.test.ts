import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assembleServices } from '../../src/local-beanstalk/server.ts';
import { readSources } from '../architecture/read-imports.ts';
import { provideState } from './credentials.ts';

const folder = 'src/local-beanstalk/';
const sources = readSources().filter(({ path }) => path.startsWith(folder));
const readme = readFileSync(`${folder}README.md`, 'utf8');

/** The words in backticks, sorted. */
function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word).sort();
}

/** Service → operations, as the sections "### Title (`service`)" list them. */
function listed(): Record<string, string[]> {
  const sections = [...readme.matchAll(/^### .*\(`(\w+)`\)\n([^#]*)/gm)];
  return Object.fromEntries(
    sections.map(([, service = '', section = '']) => {
      const list = section.split('\n\n').find((paragraph) => /^`[^`]+`(,|$)/.test(paragraph.trim()));
      return [service, quoted(list ?? '')];
    }),
  );
}

/** Service → operations of a server whose instances are containers; nothing starts. */
async function supported(): Promise<Record<string, string[]>> {
  const projectFolder = mkdtempSync(join(tmpdir(), 'kc-eb-readme-'));
  try {
    await provideState(projectFolder);
    const { services, routes } = await assembleServices({
      ...{ project: 'readme', projectFolder, apiPort: 4599, balancerPort: 8080, pace: 1 },
      containers: {
        network: { name: 'none', subnet: '10.0.0.0/24', gateway: '10.0.0.1' },
        ...{ instanceImage: 'none', preload: [] },
        database: { vendor: 'postgres', host: '10.0.0.5', port: 5432 },
      },
    });
    const all = [...services, ...Object.values(routes)];
    return Object.fromEntries(all.map(({ name, operations }) => [name, operations.toSorted()]));
  } finally {
    rmSync(projectFolder, { recursive: true });
  }
}

test('the README lists the operations of every service', async () => {
  expect(listed()).toEqual(await supported());
});

test('the README names every file of kc-eb that Local Beanstalk imports', () => {
  const targets = sources
    .flatMap(({ imports }) => imports.map(({ target }) => target))
    .filter((target) => target.startsWith('src/') && !target.startsWith(folder));
  const [, paragraph = ''] = /^Of kc-eb it imports (.*?)\. /m.exec(readme) ?? [];
  expect(quoted(paragraph)).toEqual([...new Set(targets)].sort());
});

test('the README lists every folder', () => {
  const [, table = ''] = readme.split('\n## Code\n');
  const rows = [...table.matchAll(/^\| `([a-z0-9]+)` +\|/gm)].map(([, name]) => name);
  const folders = sources
    .filter(({ path }) => path.slice(folder.length).includes('/'))
    .map(({ path }) => path.slice(folder.length).split('/')[0]);
  expect(rows.toSorted()).toEqual([...new Set(folders)].sort());
});

test('no service imports another service', () => {
  const services = ['beanstalk', 'ecr', 'identity', 'logs', 'monitoring', 's3'];
  const serviceOf = (path: string): string | undefined =>
    services.find((service) => path.startsWith(`${folder}${service}/`));
  const own = sources.filter(({ path }) => serviceOf(path) !== undefined);
  const wrong = own.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => ![undefined, serviceOf(path)].includes(serviceOf(target)))
      .map(({ target }) => `${path} → ${target}`),
  );
  expect(new Set(own.map(({ path }) => serviceOf(path))).size).toBe(services.length);
  expect(wrong).toEqual([]);
});
