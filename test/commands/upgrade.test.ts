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
