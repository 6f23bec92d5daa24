import { describe, expect, test } from 'vitest';
import type { UserError } from '../../src/base/user-error.ts';
import type { EnvironmentFacts } from '../../src/environment/facts.ts';
import type { RunningInstance } from '../../src/environment/running-instances.ts';
import {
  chooseTarget,
  imagesOf,
  makeRollback,
  type RollbackOptions,
  type RollbackPlan,
  rollbackText,
} from '../../src/rollback/plan.ts';
import {
  noRecord,
  parseRecord,
  same,
  type VerifiedDeployment,
  type VerifiedRecord,
  withVerified,
} from '../../src/rollback/verified-deployments.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const namespace = 'aws:elasticbeanstalk:application:environment';

function verified(versionLabel: string, at: string, level = 'info'): VerifiedDeployment {
  const settings = [{ Namespace: namespace, OptionName: 'KC_LOG_LEVEL', Value: level }];
  const [image = '', proxy] = ['image', 'nginx'].map((tag) => `registry/id/keycloak:${versionLabel}-${tag}`);
  return { versionLabel, image, proxy, settings, minInstances: 2, at };
}

const a = verified('26.7.3-a', '2026-11-01T10:00:00.000Z');
const b = verified('26.7.3-b', '2026-11-02T10:00:00.000Z');
const c = verified('26.7.3-c', '2026-11-03T10:00:00.000Z');

function running({ versionLabel, settings }: VerifiedDeployment): EnvironmentFacts {
  const instances = ['i-1', 'i-2'].map((id) => instance(id, versionLabel));
  const facts = { id: 'e-1', status: 'Ready', versionLabel, cname: undefined };
  return { ...facts, settings, ownSettings: [], instances };
}

function instance(id: string, versionLabel: string): RunningInstance {
  const dates = { deployedAt: undefined, launchedAt: undefined };
  return { id, versionLabel, health: 'Ok', causes: [], isDeploying: false, ...dates };
}

interface Account {
  record: VerifiedRecord;
  environment: EnvironmentFacts;
  /** Labels of application versions that are processed. */
  versions: ReadonlySet<string>;
  /** Versions with a source bundle. */
  bundles: ReadonlySet<string>;
  images: ReadonlySet<string>;
}

/** Chooses the target, reads its state and decides, as `kc-eb rollback` does. */
function rollBack(account: Account, options: RollbackOptions): RollbackPlan {
  const to = chooseTarget(config, account, options);
  const { record, environment, versions, bundles, images } = account;
  const exists = versions.has(to.versionLabel);
  const version = { status: 'Processed', hasBundle: bundles.has(to.versionLabel) };
  const missingImages = imagesOf(to).filter((image) => !images.has(image));
  const facts = { record, environment, version: exists ? version : undefined, missingImages };
  return makeRollback(config, facts, to, options);
}

function facts(
  now: VerifiedDeployment,
  newestFirst: VerifiedDeployment[],
  changes: Partial<Account> = {},
): Account {
  return {
    record: { format: 1, verified: newestFirst },
    environment: running(now),
    versions: new Set(newestFirst.map(({ versionLabel }) => versionLabel)),
    bundles: new Set(newestFirst.map(({ versionLabel }) => versionLabel)),
    images: new Set(newestFirst.flatMap(imagesOf)),
    ...changes,
  };
}

function rejection(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('expected an error');
}

describe('where it goes', () => {
  test('from a deployment that was not verified: to the newest that was', () => {
    expect(rollBack(facts(c, [b, a]), { force: false }).to).toBe(b);
  });

  test('from a verified one: to the one before it, and the record forgets the one it leaves', () => {
    const { to, record } = rollBack(facts(b, [b, a]), { force: false });
    expect(to).toBe(a);
    expect(record).toEqual({ format: 1, verified: [a], rollback: { from: '26.7.3-b', to: a.at } });
  });

  test('again, at any moment of it: to the same place, and then nowhere', () => {
    const { record } = rollBack(facts(b, [b, a, c]), { force: false });
    const more = { record, versions: new Set(['26.7.3-a', '26.7.3-c']) };
    const again = rollBack({ ...facts(b, [a, c]), ...more }, { force: false });
    expect([again.to, again.environment.action]).toEqual([a, 'update']);
    const done = rollBack({ ...facts(a, [a, c]), ...more }, { force: false });
    expect([done.to, done.environment.action]).toEqual([a, 'none']);
    expect(rollbackText(done)).toMatch(/Nothing to do\.$/);
  });

  test('after the next verified deployment it starts from there', () => {
    const { record } = rollBack(facts(b, [b, a]), { force: false });
    const later = withVerified(record, c);
    expect(later).toEqual({ format: 1, verified: [c, a] });
    expect(rollBack(facts(c, [c, a], { record: later }), { force: false }).to).toBe(a);
  });

  test('settings count: one version with other settings is another deployment', () => {
    const loud = verified('26.7.3-b', '2026-11-03T10:00:00.000Z', 'debug');
    const { to, environment } = rollBack(facts(loud, [b, a]), { force: false });
    expect(to).toBe(b);
    expect(environment.changes).toEqual([{ namespace, option: 'KC_LOG_LEVEL', from: 'debug', to: 'info' }]);
  });

  test('an option that kc-eb has set since is removed; one that somebody else has set stays', () => {
    const interval = {
      Namespace: 'aws:elasticbeanstalk:environment:process:default',
      OptionName: 'HealthCheckInterval',
      Value: '5',
    };
    const more = { ...b, settings: [...b.settings, interval], at: c.at };
    const ours = { ...running(more), ownSettings: [interval, { ...interval, Value: '50' }] };
    const { to, environment } = rollBack(facts(more, [more, b], { environment: ours }), { force: false });
    expect([to, environment.action, environment.removals]).toEqual([
      b,
      'update',
      [{ Namespace: interval.Namespace, OptionName: 'HealthCheckInterval' }],
    ]);
    const theirs = { ...ours, ownSettings: [{ ...interval, Value: '7' }] };
    expect(
      rollBack(facts(more, [b, a], { environment: theirs }), { to: '26.7.3-b', force: false }).environment
        .action,
    ).toBe('none');
  });

  test('--to takes an older one, by its label', () => {
    expect(rollBack(facts(c, [c, b, a]), { to: '26.7.3-a', force: false }).to).toBe(a);
    const error = rejection(() => rollBack(facts(c, [c, b]), { to: '26.7.3-z', force: false }));
    expect([error.kind, error.message, error.hint]).toEqual([
      'usage',
      'Version 26.7.3-z was not verified in this environment.',
      'These were: 26.7.3-c, 26.7.3-b.',
    ]);
  });
});

describe('what is rejected', () => {
  test('when nothing else was verified', () => {
    const error = rejection(() => rollBack(facts(a, [a]), { force: false }));
    expect([error.kind, error.message]).toEqual(['usage', expect.stringMatching(/no other deployment/)]);
  });

  test('a version, a source bundle or an image that is gone', () => {
    const withoutVersion = facts(b, [b, a], { versions: new Set() });
    expect(rejection(() => rollBack(withoutVersion, { force: false })).message).toMatch(
      /26\.7\.3-a is no longer in application id/,
    );
    const withoutBundle = facts(b, [b, a], { bundles: new Set([b.versionLabel]) });
    expect(rejection(() => rollBack(withoutBundle, { force: false })).message).toMatch(
      /: kc-eb\/id\/26\.7\.3-a\.zip\.$/,
    );
    for (const gone of imagesOf(a)) {
      const withoutImage = facts(b, [b, a]);
      withoutImage.images = new Set([...withoutImage.images].filter((image) => image !== gone));
      const error = rejection(() => rollBack(withoutImage, { force: false }));
      expect([error.kind, error.message]).toEqual(['usage', expect.stringContaining(`: ${gone}.`)]);
    }
  });

  test('a version of before has no copy of nginx, and needs none', () => {
    const older = { ...a, proxy: undefined };
    expect(imagesOf(older)).toEqual([a.image]);
    expect(rollBack(facts(b, [b, older]), { force: false }).to).toBe(older);
  });

  test('another release, whose tables may differ, unless it is forced; a patch of the same is none', () => {
    const older = verified('26.5.6-a', a.at);
    const error = rejection(() => rollBack(facts(b, [b, older]), { force: false }));
    expect(error.message).toMatch(/26\.5\.6-a is Keycloak 26\.5, and 26\.7 has run/);
    expect(rollBack(facts(b, [b, older]), { force: true }).to).toBe(older);
    // After a failed deployment Beanstalk names the version of before, whatever has been started meanwhile.
    const tried = rejection(() => rollBack(facts(b, [b, a]), { tried: '26.8.0-x', force: false }));
    expect(tried.message).toMatch(/26\.7\.3-a is Keycloak 26\.7, and 26\.8 has run/);
    const half = facts(b, [b, a]);
    half.environment = { ...half.environment, instances: [instance('i-1', '26.8.0-x')] };
    expect(rejection(() => rollBack(half, { force: false })).message).toMatch(/26\.8 has run/);
    const patch = verified('26.7.1-a', a.at);
    expect(rollBack(facts(b, [b, patch]), { force: false }).to).toBe(patch);
  });

  test.each([
    ['26.7-hotfix', undefined],
    ['21.1.2-x', /21\.1 has run/],
    ['hotfix', /\(none\) has run/],
  ])("compares the minor of somebody else's label %s", (label, message) => {
    const work = () => rollBack(facts(verified(label, c.at), [a]), { force: false });
    if (message === undefined) expect(work().to).toBe(a);
    else expect(rejection(work).message).toMatch(message);
  });
});

describe('the record', () => {
  test('does not change when the newest is verified once more', () => {
    const record = withVerified(noRecord, a);
    expect(withVerified(record, { ...a, at: '2026-12-01T10:00:00.000Z' })).toBe(record);
  });

  test('of an older kc-eb is completed when the newest is verified once more', () => {
    const served = { url: 'https://id.example.com/auth', clustered: true, features: [] };
    const completed = withVerified(withVerified(noRecord, a), { ...a, served });
    expect(completed.verified).toEqual([{ ...a, served }]);
    expect(withVerified(completed, { ...a, served })).toBe(completed);
  });

  test('separates one with an additional option from one without, whichever was verified first', () => {
    const more = [...a.settings, { Namespace: namespace, OptionName: 'TZ', Value: 'UTC' }];
    expect([same(a, { ...a, settings: more }), same({ ...a, settings: more }, a)]).toEqual([false, false]);
  });

  test('has each deployment once, and the ten newest', () => {
    const many = Array.from({ length: 12 }, (_, day) =>
      verified(`26.7.3-${day}`, `2026-11-${String(day + 1).padStart(2, '0')}T10:00:00.000Z`),
    );
    const record = [...many, { ...a, versionLabel: '26.7.3-5' }].reduce(withVerified, noRecord);
    expect(record.verified.map(({ versionLabel }) => versionLabel.slice(7))).toEqual([
      '5',
      '11',
      '10',
      '9',
      '8',
      '7',
      '6',
      '4',
      '3',
      '2',
    ]);
  });

  test('is read as it was written, and nothing else is', () => {
    const record = withVerified(noRecord, a);
    expect(parseRecord(JSON.stringify(record))).toEqual(record);
    expect(() => parseRecord('{"format":2}')).toThrow();
  });
});
