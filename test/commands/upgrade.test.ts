import { expect, test } from 'vitest';
import { run } from '../../src/commands/upgrade.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf';
const text = `application: id
environment: id-prod
region: us-east-1
keycloak: { version: 24.0.5, hostname: "https://id.example.com" } # here
database: { vendor: oracle, host: db.example.com, password: "${arn}" }
admin: { password: "${arn}" }
`;

async function upgrade(flags: { to: string; dryRun?: true }, files: Record<string, string> = {}) {
  const project = new MemoryFiles({ 'kc-eb.yaml': text, ...files });
  const deps = readingDeps({ clock: new ManualClock(0), files: project });
  await run(deps, parseConfig(text, 'kc-eb.yaml'), { config: 'kc-eb.yaml', ...flags });
  return { written: project.files.get('kc-eb.yaml'), events: deps.events };
}

test('writes the release, and lists what the project lacks', async () => {
  const { written, events } = await upgrade({ to: '26.7.3' }, { 'providers/ojdbc17.jar': 'x' });
  expect(written).toBe(text.replace('24.0.5', '26.7.3'));
  expect(events).toEqual([
    expect.objectContaining({
      text: expect.stringMatching(
        /put orai18n\*\.jar into providers\/\.\n\nkc-eb\.yaml .*26\.7\.3/,
      ) as unknown,
    }),
  ]);
});

test('warns of a release that it does not know; a dry run writes nothing', async () => {
  const { written, events } = await upgrade({ to: '26.9.0', dryRun: true });
  expect(written).toBe(text);
  expect(events).toMatchObject([
    { type: 'message', level: 'warn', text: expect.stringContaining('26.9.0 is newer') as unknown },
    { type: 'result', data: { newerThanTable: true, written: false } },
  ]);
});

test('with -e, changes the release of that environment alone', async () => {
  const overlaid = `${text}environments:\n  stage:\n    environment: id-stage\n`;
  const files = new MemoryFiles({ 'kc-eb.yaml': overlaid });
  const deps = readingDeps({ clock: new ManualClock(0), files });
  const flags = { config: 'kc-eb.yaml', env: 'stage' };
  const read = () => files.files.get('kc-eb.yaml') ?? '';
  for (const to of ['25.0.6', '26.7.3']) {
    await run(deps, parseConfig(read(), 'kc-eb.yaml', { environment: 'stage' }), { ...flags, to });
    expect(parseConfig(read(), 'kc-eb.yaml', { environment: 'stage' }).keycloak.version.name).toBe(to);
    expect(parseConfig(read(), 'kc-eb.yaml').keycloak.version.name).toBe('24.0.5');
  }
});

test('a release in a variable stays', async () => {
  const files = new MemoryFiles({ 'kc-eb.yaml': text.replace('24.0.5', '"${RELEASE}"') });
  const deps = readingDeps({ clock: new ManualClock(0), files });
  const config = parseConfig(text, 'kc-eb.yaml');
  await expect(run(deps, config, { config: 'kc-eb.yaml', to: '26.7.3' })).rejects.toMatchObject({
    kind: 'usage',
  });
  expect(files.files.get('kc-eb.yaml')).toContain('${RELEASE}');
});
