import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { readPresent, withAnswers } from '../../src/init/present.ts';
import { schemaPath } from '../../src/project/editor-schema.ts';
import { initialAnswers, scaffold } from '../../src/project/scaffold.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

const templates = await new MemoryFiles().templates();
const text =
  scaffold(initialAnswers, templates, { path: 'kc-eb.yaml', schema: schemaPath }).get('kc-eb.yaml') ?? '';

test('a new file has its answers', () => {
  expect(readPresent(text)).toMatchObject({
    answers: initialAnswers,
    kept: { databaseHost: 'database.example.com' },
  });
});

test.each(['', 'a: [', 'region: [x]', '- 1', 'text'])('a file without answers has none: %j', (other) => {
  expect(readPresent(other)).toEqual({ answers: {}, kept: {} });
});

test('the same answers change nothing', () => {
  expect(withAnswers(text, 'kc-eb.yaml', initialAnswers, [])).toBe(text);
});

test('a changed answer changes its lines only, and the region of placeholders', () => {
  const own = text
    .replace('# Beanstalk application', '# mine\n# Beanstalk application')
    .replace('min: 2', 'min: 3');
  const changed = withAnswers(
    own,
    'kc-eb.yaml',
    { ...initialAnswers, region: 'eu-west-1', keycloak: '26.6.4' },
    [{ path: ['network', 'vpc'], value: 'vpc-1' }],
  );
  expect(parseConfig(changed, 'kc-eb.yaml')).toMatchObject({
    ...{ region: 'eu-west-1', instances: { min: 3 }, network: { vpc: 'vpc-1' } },
    database: { password: expect.stringContaining(':eu-west-1:') as unknown },
    admin: { password: expect.stringContaining(':eu-west-1:') as unknown },
  });
  const before = own.split('\n');
  const lines = changed.split('\n').filter((line) => !before.includes(line));
  expect(lines).toHaveLength(6);
  expect(changed).toContain('# mine\n');
});
