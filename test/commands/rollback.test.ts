import { describe, expect, test } from 'vitest';
import { run as rollback } from '../../src/commands/rollback.ts';
import type { Config } from '../../src/config/schema.ts';
import { UserError } from '../../src/base/user-error.ts';
import { readVerified, writeVerified } from '../../src/rollback/keep-verified.ts';
import { after, before, breakClusters, broken, deployed, must } from '../faults/scenarios.ts';
import { eachInStandingWorld } from '../faults/standing-world.ts';
import { type Command, type Outcome, World } from '../faults/world.ts';
import { asRelease } from '../fakes/example-config.ts';

let world: World;
let oldLabel: string | undefined;

interface State {
  environments: { VersionLabel?: string; settings: string[][]; runs: string[] }[];
  objects: Record<string, { verified: { versionLabel: string }[]; rollback?: object }>;
}

const rolledBack: Command = (deps) => rollback(deps, after, { verify: true });

async function state() {
  const { environments, objects } = (await world.endState()) as State;
  const [environment] = environments;
  const record = Object.entries(objects).find(([key]) =>
    key.endsWith('/kc-eb/id/id-prod.verified.json'),
  )?.[1];
  return {
    label: environment?.VersionLabel,
    runs: environment?.runs,
    maxSize: environment?.settings[0]?.find((setting) => setting.startsWith('aws:autoscaling:asg MaxSize=')),
    verified: record?.verified.map(({ versionLabel }) => versionLabel),
    rollback: record?.rollback,
  };
}

function withPath(relativePath: string, config: Config): Config {
  return { ...config, keycloak: { ...config.keycloak, relativePath } };
}

/** The last request of a whole probe. */
const loggedOut = 'POST /auth/realms/master/protocol/openid-connect/logout 204';

/** Brings the record to the form of an older kc-eb. */
function forgetServed(): Promise<void> {
  return must(world, async (deps) => {
    const record = await readVerified(deps, before);
    const verified = record.verified.map((one) => ({ ...one, served: undefined }));
    await writeVerified(deps, before, { ...record, verified });
  });
}

function errorOf({ error }: Outcome): UserError {
  if (error instanceof UserError) return error;
  throw new Error('expected a UserError', { cause: error });
}

eachInStandingWorld(async (fresh) => {
  world = fresh;
  breakClusters(world);
  oldLabel = (await state()).label;
});

describe('kc-eb deploy of an update that does not cluster', () => {
  test('restores the verified version and settings, and reports it', async () => {
    const error = errorOf(await world.run(deployed(broken)));
    expect(error.kind).toBe('verification');
    expect(error.message).toMatch(/^Not one cluster \(/);
    expect(error.message).toMatch(new RegExp(`\nRolled back: id-prod runs ${oldLabel ?? ''}, verified\\.$`));
    expect(error.hint).toMatch(/--keep/);
    expect(await state()).toMatchObject({
      label: oldLabel,
      runs: [`${oldLabel ?? ''} Deployed`, `${oldLabel ?? ''} Deployed`],
      maxSize: `aws:autoscaling:asg MaxSize=${before.instances.max}`,
      verified: [oldLabel],
    });
    const again = await world.run(rolledBack);
    expect(again.reporter.of('result')[0]?.text).toBe(`Nothing to do: id-prod runs ${oldLabel ?? ''}.`);
  });

  test('the rollback is verified by what it goes back to: path, host name and admin', async () => {
    const auth = withPath('/auth', before);
    world.keycloak.path = '/auth';
    await must(world, deployed(auth));
    const { label } = await state();
    // kc-eb.yaml has moved on, in all keys that the probe uses.
    const moved = {
      ...broken,
      admin: { username: 'second', password: `${before.admin.password}-of-another` },
    };
    const error = errorOf(await world.run(deployed(withPath('/', moved))));
    expect(error.message).toMatch(new RegExp(`\nRolled back: id-prod runs ${label ?? ''}, verified\\.$`));
    expect((await state()).label).toBe(label);
    expect(world.keycloak.log.at(-1)).toBe(loggedOut);
  });

  test('to another Keycloak minor changes nothing, with the reason: it may have changed the tables', async () => {
    world.keycloaks.isApart = (label) => label.startsWith('26.8.');
    const release = { ...broken, keycloak: { ...broken.keycloak, version: asRelease('26.8.0') } };
    const error = errorOf(await world.run(deployed(release, { yes: true })));
    expect(error.kind).toBe('verification');
    expect(error.message).toMatch(
      /\nIt was not rolled back: Version 26\.7\.\d+-\w+ is Keycloak 26\.7, and 26\.8 has run/,
    );
    expect((await state()).label).toMatch(/^26\.8\.0-/);
    // Nodes of both must never meet, so it is not for a rolling update.
    const forced =
      (yes: boolean): Command =>
      (deps) =>
        rollback(deps, after, { verify: true, force: true, ...(yes && { yes }) });
    expect(errorOf(await world.run(forced(false))).message).toMatch(/interrupts the service/);
    expect((await state()).label).toMatch(/^26\.8\.0-/);
    const { reporter } = await world.run(forced(true));
    const texts = reporter.of('environment-event').map(({ message }) => message);
    expect(texts.filter((text) => text.startsWith('Batch'))).toEqual([]);
    expect(texts).toContain('New application version was deployed to running EC2 instances.');
    expect((await state()).label).toBe(oldLabel);
  });

  test('--keep leaves it; the next run without it does not', async () => {
    const kept = errorOf(await world.run(deployed(broken, { keep: true })));
    expect(kept.message).not.toMatch(/Rolled back/);
    const { label, maxSize } = await state();
    expect([label?.slice(0, 7), maxSize]).toEqual([
      '26.7.2-',
      `aws:autoscaling:asg MaxSize=${after.instances.max}`,
    ]);
    expect(errorOf(await world.run(deployed(broken))).message).toMatch(/\nRolled back: /);
    expect((await state()).label).toBe(oldLabel);
  });

  test('without an earlier verified deployment changes nothing', async () => {
    const fresh = await World.open();
    breakClusters(fresh);
    const error = errorOf(await fresh.run(deployed(broken)));
    expect(error.message).not.toMatch(/olled back/);
    await fresh.remove();
  });

  test('a deployment that was verified once is not undone when it is broken later', async () => {
    world.keycloaks.isApart = () => true;
    await world.run((deps) => deployed(after, { verify: false })(deps));
    await world.run(deployed(before, { verify: false }));
    const error = errorOf(await world.run(deployed(before)));
    expect(error.kind).toBe('verification');
    expect(error.message).not.toMatch(/olled back/);
    expect((await state()).label).toBe(oldLabel);
  });
});

describe('kc-eb rollback', () => {
  test('goes back from a verified update, and a second one changes nothing', async () => {
    await must(world, deployed(after));
    const { label } = await state();
    expect((await state()).verified).toEqual([label, oldLabel]);
    const first = await world.run(rolledBack);
    expect(first.reporter.of('result')[0]?.text).toBe(`Rolled back: id-prod runs ${oldLabel ?? ''}.`);
    const end = await state();
    expect(end).toMatchObject({ label: oldLabel, verified: [oldLabel], rollback: { from: label } });
    expect(end.maxSize).toBe(`aws:autoscaling:asg MaxSize=${before.instances.max}`);
    const second = await world.run(rolledBack);
    expect([second.ended, await state()]).toEqual(['done', end]);
  });

  test('verifies at the path that it goes back to; an older record has it in its settings', async () => {
    const auth = withPath('/auth', before);
    world.keycloak.path = '/auth';
    await must(world, deployed(auth));
    await forgetServed();
    world.keycloak.path = '/';
    await must(world, deployed(withPath('/', after)));
    world.keycloak.path = '/auth';
    const { ended, reporter } = await world.run(rolledBack);
    expect([ended, world.keycloak.log.at(-1)]).toEqual(['done', loggedOut]);
    const texts = reporter.of('message').map(({ text }) => text);
    expect(texts.filter((text) => text.includes('older kc-eb'))).toEqual([
      expect.stringMatching(/: keycloak\.features \(none\), cluster\.enabled \(true\)\.$/),
    ]);
  });

  test('--dry-run shows it and changes nothing', async () => {
    await must(world, deployed(after));
    const unchanged = await state();
    const { reporter } = await world.run((deps) => rollback(deps, after, { verify: true, dryRun: true }));
    expect(reporter.of('result')[0]?.text).toMatch(
      new RegExp(`^id / id-prod\n~ environment  ${unchanged.label ?? ''} → ${oldLabel ?? ''}, verified 2`),
    );
    expect(await state()).toEqual(unchanged);
  });

  test('without another verified deployment fails', async () => {
    const error = errorOf(await world.run(rolledBack));
    expect([error.kind, error.message]).toEqual(['usage', expect.stringMatching(/no other deployment/)]);
  });

  test('--timeout takes minutes', async () => {
    const error = errorOf(
      await world.run((deps) => rollback(deps, after, { verify: true, timeout: 'soon' })),
    );
    expect([error.kind, error.message]).toEqual(['usage', expect.stringMatching(/^--timeout .*"soon"/)]);
  });
});
