/** A source bundle that somebody, or a lifecycle rule, has deleted from Beanstalk's bucket. */
import type { S3 } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { run as showPlan } from '../../src/commands/plan.ts';
import { run as rollback } from '../../src/commands/rollback.ts';
import { bundleKey } from '../../src/deploy/render-project.ts';
import { after, before, deployed, must } from '../faults/scenarios.ts';
import { eachInStandingWorld } from '../faults/standing-world.ts';
import type { World } from '../faults/world.ts';

let world: World;

interface State {
  environments: { VersionLabel: string; runs: string[] }[];
  objects: Record<string, unknown>;
}

async function state() {
  const { environments, objects } = (await world.endState()) as unknown as State;
  const [environment] = environments;
  const label = environment?.VersionLabel ?? '';
  return {
    label,
    runs: environment?.runs,
    objects: Object.keys(objects).map((key) => key.split('/').at(-1)),
  };
}

async function deleteBundle(label: string): Promise<void> {
  await must(world, async ({ aws }) => {
    const { S3Bucket: Bucket } = await (await aws.beanstalk()).createStorageLocation({});
    // They are the SDK's own clients, which have more calls than kc-eb uses.
    await ((await aws.s3()) as unknown as S3).deleteObject({ Bucket, Key: bundleKey('id', label) });
  });
}

eachInStandingWorld((fresh) => {
  world = fresh;
});

test('plan reports it, and deploy uploads it again', async () => {
  const { label, objects } = await state();
  await deleteBundle(label);
  const planned = await world.run((deps) => showPlan(deps, before));
  expect(planned.reporter.of('result')[0]?.text).toMatch(
    new RegExp(`~ version {6}${label}: .*\n= environment`),
  );
  await must(world, deployed(before));
  expect((await state()).objects).toEqual(objects);
  const again = await world.run((deps) => showPlan(deps, before));
  expect(again.reporter.of('result')[0]?.text).toMatch(/\nNothing to do\.$/);
});

test('a deploy of what ran before heals it before it touches the environment', async () => {
  const { label } = await state();
  await must(world, deployed(after));
  await deleteBundle(label);
  await must(world, deployed(before));
  expect(await state()).toMatchObject({ label, runs: [`${label} Deployed`, `${label} Deployed`] });
});

test.each([true, false])(
  'a rollback to it is rejected, and nothing changes (dry run: %s)',
  async (dryRun) => {
    const { label } = await state();
    await must(world, deployed(after));
    await deleteBundle(label);
    const unchanged = await world.endState();
    const { error } = await world.run((deps) =>
      rollback(deps, after, { verify: true, ...(dryRun && { dryRun }) }),
    );
    expect(error).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`: kc-eb/id/${label}.zip.`) as unknown,
      hint: expect.stringContaining('kc-eb rollback --to') as unknown,
    });
    expect(await world.endState()).toEqual(unchanged);
  },
);
