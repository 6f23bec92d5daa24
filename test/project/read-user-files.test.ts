import { expect, test } from 'vitest';
import { readUserFiles } from '../../src/project/read-user-files.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

test('the override of Docker Compose is a text to merge, not a file of the bundle', async () => {
  const files = new MemoryFiles({
    'overrides/docker-compose.override.yml': 'services: {}',
    'overrides/nginx/conf.d/a.conf': '',
  });
  const { overrideFiles, composeOverride } = await readUserFiles({ files });
  expect([...overrideFiles.keys()]).toEqual(['overrides/nginx/conf.d/a.conf']);
  expect(composeOverride).toBe('services: {}');
});

test.each([
  ['docker-compose.yml', 'docker-compose.override.yml'],
  ['docker-compose.override.yaml'],
  ['compose.yaml'],
  ['compose.override.yml'],
])('rejects %s', async (...names) => {
  const files = new MemoryFiles(
    Object.fromEntries(names.map((name) => [`overrides/${name}`, 'services: {}'])),
  );
  await expect(readUserFiles({ files })).rejects.toMatchObject({ kind: 'usage' });
});
