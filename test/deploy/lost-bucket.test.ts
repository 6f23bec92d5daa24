import { expect, test } from 'vitest';
import { run as deploy } from '../../src/commands/deploy.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import type { FakeAws } from '../fakes/fake-aws.ts';

test('a deploy creates a deleted bucket again, with all objects', async () => {
  const deps = new DeployingDeps();
  const { buckets } = deps.aws.s3Fake;
  const objects = () => [...buckets].map(([name, contents]) => [name, ...contents.keys()]);
  await deploy(deps, exampleConfig(), { verify: false });
  const before = objects();
  buckets.clear();
  // A separate process has read nothing yet.
  const again = Object.assign(new DeployingDeps(), { aws: Object.create(deps.aws) as FakeAws });
  await deploy(again, exampleConfig(), { verify: false });
  expect(objects()).toEqual(before);
});
