import { expect, test } from 'vitest';
import { run } from '../../src/commands/init.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf';
const base = `application: id # here
environment: id-prod
region: us-east-1
keycloak: { version: 26.7.3, hostname: "https://id.example.com" }
database: { vendor: postgres, host: db.example.com, password: "${arn}" }
admin: { password: "${arn}" }
`;

async function add(text: string | undefined, ...names: (string | { add: string; environment: string })[]) {
  const files = new MemoryFiles(text === undefined ? {} : { 'kc-eb.yaml': text });
  const deps = readingDeps({ clock: new ManualClock(0), files });
  for (const name of names) {
    const flags = typeof name === 'string' ? { add: name } : name;
    await run(deps, { config: 'kc-eb.yaml', ...flags }, false);
  }
  return { written: files.files.get('kc-eb.yaml') ?? '', events: deps.events };
}

const nameOf = (text: string, environment: string) =>
  parseConfig(text, 'kc-eb.yaml', { environment }).environment;

test('adds environments below each other, and keeps every line', async () => {
  const { written, events } = await add(base, 'stage', 'test');
  expect(written.startsWith(base)).toBe(true);
  expect([nameOf(written, 'stage'), nameOf(written, 'test')]).toEqual(['id-stage', 'id-test']);
  expect(written.indexOf('\n  test:')).toBeGreaterThan(written.indexOf('stage.example.com'));
  expect(events.at(-1)).toMatchObject({
    type: 'result',
    data: { environment: 'test', next: 'kc-eb plan -e test' },
  });
});

test('its examples are valid when they are switched on', async () => {
  const { written } = await add(base, 'stage');
  const all = written.replace(/^( +)# (?=( {2})*\w+:)/gm, '$1');
  expect(parseConfig(all, 'kc-eb.yaml', { environment: 'stage' })).toMatchObject({
    region: 'eu-central-1',
    keycloak: { hostname: 'https://stage.example.com' },
    instances: { max: 2 },
  });
});

test('keeps keys and comments after the environments', async () => {
  const middle = `${base}environments:\n    a:\n        environment: id-a\n        # of a\n\n# below\nlogs: { retentionDays: 7 }\n`;
  const { written } = await add(middle, 'b');
  expect(nameOf(written, 'b')).toBe('id-b');
  expect(written).toContain('        # of a\n    b:\n      environment: id-b\n');
  expect(written.endsWith('\n\n# below\nlogs: { retentionDays: 7 }\n')).toBe(true);
});

test('the Beanstalk environment can be named', async () => {
  const { written } = await add(base, { add: 'stage', environment: 'identity-s' });
  expect(nameOf(written, 'stage')).toBe('identity-s');
});

test.each([
  ['an existing name', base, ['stage', 'stage']],
  ['an invalid name', base, ['st age']],
  ['a Beanstalk name that is too long', base, ['a'.repeat(39)]],
  ['a mapping on one line', `${base}environments: { a: { environment: id-a } }\n`, ['b']],
  ['a list', '[]\n', ['b']],
  ['a broken file', 'a: [\n', ['b']],
  ['a missing file', undefined, ['b']],
])('rejects %s', async (_, text, names) => {
  await expect(add(text, ...names)).rejects.toMatchObject({ kind: 'usage' });
});
