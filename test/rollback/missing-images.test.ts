import { expect, test } from 'vitest';
import { carryOut } from '../../src/deploy/deploy.ts';
import { recordVerified } from '../../src/rollback/keep-verified.ts';
import { prepareRollback } from '../../src/rollback/rollback.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';

const installed = examplePlan();
const updated = examplePlan({ version: { label: '26.7.3-cccccccccccc' } });

async function updatedAccount(): Promise<DeployingDeps> {
  const deps = new DeployingDeps();
  await carryOut(deps, installed);
  await recordVerified(deps, exampleConfig(), installed);
  await carryOut(deps, updated);
  return deps;
}

test.each([installed.image, installed.proxy])(
  'a rollback needs $tag, which ECR may have deleted',
  async (gone) => {
    const deps = await updatedAccount();
    const prepare = () => prepareRollback(deps, exampleConfig(), { force: false });
    expect((await prepare()).to).toMatchObject({ image: installed.image.uri, proxy: installed.proxy.uri });
    const { repositories } = deps.aws.ecrFake;
    const left = repositories.get('id/keycloak')?.filter((tag) => tag !== gone.tag) ?? [];
    repositories.set('id/keycloak', left);
    await expect(prepare()).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(gone.uri) as unknown,
    });
  },
);
