/** The questions of `kc-eb init` on a real terminal, with typed keys. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { Project } from './run-cli.ts';
import { onTerminal } from './terminal.ts';

let project: Project;
beforeEach(() => {
  project = new Project({ '.home/.aws/config': '[profile mine]\nregion = eu-west-1\n' });
  project.env.AWS_PROFILE = 'mine';
});
afterEach(() => {
  project.remove();
});

const configNow = () => parseConfig(project.read('kc-eb.yaml'), 'kc-eb.yaml');
const down = '\u001b[B';

test('lists, typing errors, and a rerun that begins with the answers', async () => {
  const first = await onTerminal(
    project,
    ['init'],
    [
      { after: 'Beanstalk application', keys: '\r' },
      { after: 'Beanstalk environment', keys: 'id-prod\r' },
      { after: 'eu-west-1', keys: 'eu-centrl-1' },
      { after: '"eu-centrl-1"', keys: '\r' },
      { after: '26.7.3', keys: '26.7.33' },
      { after: '"26.7.33"', keys: '\r' },
      { after: 'postgres', keys: `${down}\r` },
      { after: 'Public URL', keys: 'https://id.example.org\r' },
    ],
  );
  expect(first.exitCode, first.shown).toBe(0);
  expect(configNow()).toMatchObject({
    ...{ application: 'keycloak', environment: 'id-prod', region: 'eu-central-1' },
    keycloak: { version: { name: '26.7.3' }, hostname: 'https://id.example.org' },
    database: { vendor: 'mysql' },
  });
  // Without credentials, the account's questions are one line.
  expect(first.shown).toMatch(/Skipped: VPC and certificate \(no credentials\)/);
  expect(first.shown).toMatch(/^Next: kc-eb local start\r$/m);

  project.write('kc-eb.yaml', `# mine\n${project.read('kc-eb.yaml')}`);
  const before = project.read('kc-eb.yaml');
  const again = await onTerminal(
    project,
    ['init', '--keycloak', '26.6.4'],
    [
      { after: 'Beanstalk application', keys: '\r' },
      { after: 'id-prod', keys: '\r' },
      { after: 'eu-central-1', keys: '\r' },
      { after: 'mysql', keys: '\r' },
      { after: 'https://id.example.org', keys: '\r' },
    ],
  );
  expect(again.exitCode, again.shown).toBe(0);
  expect(project.read('kc-eb.yaml')).toBe(before.replace('version: 26.7.3', 'version: 26.6.4'));
  expect(project.read('kc-eb.yaml.bak')).toBe(before);
});

test('Ctrl-C in a question: exit 130, and nothing is written', async () => {
  const { exitCode } = await onTerminal(
    project,
    ['init'],
    [{ after: 'Beanstalk application', keys: '\u0003' }],
  );
  expect(exitCode).toBe(130);
  expect(() => project.read('kc-eb.yaml')).toThrow();
});
