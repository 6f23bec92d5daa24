/** Plan and deploy reject files that cannot go into a source bundle, before they create anything. */
import { beforeEach, expect, test } from 'vitest';
import { run as deploy } from '../../src/commands/deploy.ts';
import { run as plan } from '../../src/commands/plan.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const megabyte = 1024 * 1024;
const config = exampleConfig();

let deps: DeployingDeps;
beforeEach(() => {
  deps = new DeployingDeps();
});

async function expectRefusal(message: RegExp): Promise<void> {
  for (const command of [plan(deps, config), deploy(deps, config, { verify: false })]) {
    await expect(command).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as unknown,
    });
  }
  expect(deps.aws.ecrFake.repositories.size).toBe(0);
  expect(deps.aws.logsFake.retention.size).toBe(0);
  expect(deps.aws.s3Fake.buckets.size).toBe(0);
}

test('valid files are accepted', async () => {
  deps.files.files.set('overrides/nginx/default.conf', '# mine\n');
  await plan(deps, config);
  expect(deps.reporter.of('result')).toHaveLength(1);
});

test('.env', async () => {
  deps.files.files.set('overrides/.env', 'KC_DB_USERNAME=me\n');
  await expectRefusal(/^overrides\/\.env cannot be in a source bundle: Beanstalk then writes no \.env/);
});

test('a name that the archive would not keep', async () => {
  deps.files.files.set('overrides/a\\b', '');
  await expectRefusal(/file name for a source bundle/);
});

test('more than Beanstalk takes', async () => {
  deps.files.sizes = () => Promise.resolve(new Map([['overrides/dump.sql', 501 * megabyte]]));
  await expectRefusal(/501 MB; .* 500 MB.*: overrides\/dump\.sql \(501 MB\)\.$/);
});
