import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { carryOut } from '../../src/deploy/deploy.ts';
import { complete } from '../../src/environment/settings-record.ts';
import { writeVerified } from '../../src/rollback/keep-verified.ts';
import { undoUpdate } from '../../src/rollback/rollback.ts';
import type { VerifiedDeployment } from '../../src/rollback/verified-deployments.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';

const installed = examplePlan();
const { label } = installed.version;
const failed = examplePlan({ version: { label: '26.7.3-cccccccccccc' } });
const target = { application: 'id', environment: 'id-prod' };

function verified(batchSize: string, at: string): VerifiedDeployment {
  const settings = complete(installed.environment.settings).map((setting) =>
    setting.OptionName === 'BatchSize' ? { ...setting, Value: batchSize } : setting,
  );
  return { versionLabel: label, image: installed.image.uri, settings, minInstances: 2, at };
}

test('a failed update does not undo what another run verifies meanwhile', async () => {
  const deps = new DeployingDeps();
  await carryOut(deps, installed);
  const first = verified('1', '2026-11-01T10:00:00.000Z');
  const second = verified('2', '2026-11-24T10:00:00.000Z');
  await writeVerified(deps, target, { format: 1, verified: [first] });
  // The other run deploys the earlier version with another setting, and is still at it.
  const environment = deps.aws.beanstalkFake.environment('id-prod');
  environment.apply(second.settings, []);
  environment.update(label, () => undefined);
  deps.clock.at(deps.clock.now().getTime() + 30_000, () => {
    void writeVerified(deps, target, { format: 1, verified: [second, first] });
  });
  const error = new UserError('verification', 'Not one cluster');
  expect(await undoUpdate(deps, exampleConfig(), failed, { error, verify: false })).toBe(error);
  expect(environment.option('aws:elasticbeanstalk:command', 'BatchSize')).toBe('2');
});

test('a rollback whose cluster nothing proves is a rollback', async () => {
  const deps = new DeployingDeps();
  await carryOut(deps, installed);
  await writeVerified(deps, target, { format: 1, verified: [verified('1', '2026-11-01T10:00:00.000Z')] });
  await carryOut(deps, failed);
  const error = new UserError('verification', 'Not one cluster');
  deps.http = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
  const result = await undoUpdate(deps, exampleConfig(), failed, { error, verify: true });
  expect(result).toMatchObject({ kind: 'verification', cause: { kind: 'unproven' } });
  expect(String(result)).toMatch(/\nIt was rolled back: Not proven/);
  expect(deps.aws.beanstalkFake.environment('id-prod').versionLabel).toBe(label);
});
