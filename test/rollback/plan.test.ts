import { describe, expect, test } from 'vitest';
import type { UserError } from '../../src/base/user-error.ts';
import type { EnvironmentFacts } from '../../src/environment/facts.ts';
import { makeRollback, type RollbackFacts, rollbackText } from '../../src/rollback/plan.ts';
import {
  noRecord,
  parseRecord,
  same,
  type VerifiedDeployment,
  withVerified,
} from '../../src/rollback/verified-deployments.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const config = exampleConfig();
const namespace = 'aws:elasticbeanstalk:application:environment';

function verified(versionLabel: string, at: string, level = 'info'): VerifiedDeployment {
  const settings = [{ Namespace: namespace, OptionName: 'KC_LOG_LEVEL', Value: level }];
  return { versionLabel, image: `registry/id/keycloak:${versionLabel}-image`, settings, minInstances: 2, at };
}

const a = verified('26.7.3-a', '2026-11-01T10:00:00.000Z');
const b = verified('26.7.3-b', '2026-11-02T10:00:00.000Z');
const c = verified('26.7.3-c', '2026-11-03T10:00:00.000Z');

function running({ versionLabel, settings }: VerifiedDeployment): EnvironmentFacts {
  const instanceVersions = new Map([
    ['i-1', versionLabel],
    ['i-2', versionLabel],
  ]);
  return { id: 'e-1', status: 'Ready', versionLabel, settings, ownSettings: [], instanceVersions };
}

function facts(
  now: VerifiedDeployment,
  newestFirst: VerifiedDeployment[],
  changes: Partial<RollbackFacts> = {},
): RollbackFacts {
  return {
    record: { format: 1, verified: newestFirst },
    environment: running(now),
    versions: new Set(newestFirst.map(({ versionLabel }) => versionLabel)),
    bundles: new Set(newestFirst.map(({ versionLabel }) => versionLabel)),
    imageTags: new Set(newestFirst.map(({ versionLabel }) => `${versionLabel}-image`)),
    ...changes,
  };
}

function refusal(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('expected a refusal');
}

describe('where it goes', () => {
  test('from a deployment that was not verified: to the newest that was', () => {
    expect(makeRollback(config, facts(c, [b, a]), { force: false }).to).toBe(b);
  });

  test('from a verified one: to the one before it, and what is left behind counts no more', () => {
    const { to, record } = makeRollback(config, facts(b, [b, a]), { force: false });
    expect(to).toBe(a);
    expect(record).toEqual({ format: 1, verified: [a], rollback: { from: '26.7.3-b', to: a.at } });
  });

  test('again, at any moment of it: to the same place, and then nowhere', () => {
    const { record } = makeRollback(config, facts(b, [b, a, c]), { force: false });
    const more = { record, versions: new Set(['26.7.3-a', '26.7.3-c']) };
    const again = makeRollback(config, { ...facts(b, [a, c]), ...more }, { force: false });
    expect([again.to, again.environment.action]).toEqual([a, 'update']);
    const done = makeRollback(config, { ...facts(a, [a, c]), ...more }, { force: false });
    expect([done.to, done.environment.action]).toEqual([a, 'none']);
    expect(rollbackText(done)).toMatch(/Nothing to do\.$/);
  });

  test('after the next verified deployment it starts from there', () => {
    const { record } = makeRollback(config, facts(b, [b, a]), { force: false });
    const later = withVerified(record, c);
    expect(later).toEqual({ format: 1, verified: [c, a] });
    expect(makeRollback(config, facts(c, [c, a], { record: later }), { force: false }).to).toBe(a);
  });

  test('settings count: one version with other settings is another deployment', () => {
    const loud = verified('26.7.3-b', '2026-11-03T10:00:00.000Z', 'debug');
    const { to, environment } = makeRollback(config, facts(loud, [b, a]), { force: false });
    expect(to).toBe(b);
    expect(environment.changes).toEqual([{ namespace, option: 'KC_LOG_LEVEL', from: 'debug', to: 'info' }]);
  });

  test('an option that kc-eb has set since is taken away; one that somebody else has set stays', () => {
    const interval = {
      Namespace: 'aws:elasticbeanstalk:environment:process:default',
      OptionName: 'HealthCheckInterval',
      Value: '5',
    };
    const more = { ...b, settings: [...b.settings, interval], at: c.at };
    const ours = { ...running(more), ownSettings: [interval, { ...interval, Value: '50' }] };
    const { to, environment } = makeRollback(config, facts(more, [more, b], { environment: ours }), {
      force: false,
    });
    expect([to, environment.action, environment.removals]).toEqual([
      b,
      'update',
      [{ Namespace: interval.Namespace, OptionName: 'HealthCheckInterval' }],
    ]);
    const theirs = { ...ours, ownSettings: [{ ...interval, Value: '7' }] };
    expect(
      makeRollback(config, facts(more, [b, a], { environment: theirs }), { to: '26.7.3-b', force: false })
        .environment.action,
    ).toBe('none');
  });

  test('--to takes an older one, by its label', () => {
    expect(makeRollback(config, facts(c, [c, b, a]), { to: '26.7.3-a', force: false }).to).toBe(a);
    const error = refusal(() => makeRollback(config, facts(c, [c, b]), { to: '26.7.3-z', force: false }));
    expect([error.kind, error.message, error.hint]).toEqual([
      'usage',
      'Version 26.7.3-z was not verified in this environment.',
      'These were: 26.7.3-c, 26.7.3-b.',
    ]);
  });
});

describe('what it refuses', () => {
  test('when nothing else was verified', () => {
    expect(refusal(() => makeRollback(config, facts(a, [a]), { force: false })).message).toBe(
      'There is nothing to roll id-prod back to: no other deployment of it was verified.',
    );
  });

  test('a version, a source bundle or an image that is gone', () => {
    const withoutVersion = facts(b, [b, a], { versions: new Set() });
    expect(refusal(() => makeRollback(config, withoutVersion, { force: false })).message).toMatch(
      /26\.7\.3-a is no longer in application id/,
    );
    const withoutBundle = facts(b, [b, a], { bundles: new Set([b.versionLabel]) });
    expect(refusal(() => makeRollback(config, withoutBundle, { force: false })).message).toBe(
      "The source bundle of version 26.7.3-a is no longer in Beanstalk's bucket: kc-eb/id/26.7.3-a.zip.",
    );
    const withoutImage = facts(b, [b, a], { imageTags: new Set() });
    expect(refusal(() => makeRollback(config, withoutImage, { force: false })).message).toMatch(
      /The image of version 26\.7\.3-a is no longer in ECR/,
    );
  });

  test('another release, whose tables may differ, unless it is forced; a patch of the same is none', () => {
    const older = verified('26.5.6-a', a.at);
    const error = refusal(() => makeRollback(config, facts(b, [b, older]), { force: false }));
    expect(error.message).toMatch(/26\.5\.6-a is Keycloak 26\.5, and 26\.7 has run/);
    expect(makeRollback(config, facts(b, [b, older]), { force: true }).to).toBe(older);
    // After a failed deployment Beanstalk names the version of before, whatever has been started meanwhile.
    const tried = refusal(() => makeRollback(config, facts(b, [b, a]), { tried: '26.8.0-x', force: false }));
    expect(tried.message).toMatch(/26\.7\.3-a is Keycloak 26\.7, and 26\.8 has run/);
    const half = facts(b, [b, a]);
    half.environment = { ...half.environment, instanceVersions: new Map([['i-1', '26.8.0-x']]) };
    expect(refusal(() => makeRollback(config, half, { force: false })).message).toMatch(/26\.8 has run/);
    const patch = verified('26.7.1-a', a.at);
    expect(makeRollback(config, facts(b, [b, patch]), { force: false }).to).toBe(patch);
  });
});

describe('the record', () => {
  test('does not change when the newest is verified once more', () => {
    const record = withVerified(noRecord, a);
    expect(withVerified(record, { ...a, at: '2026-12-01T10:00:00.000Z' })).toBe(record);
  });

  test('knows one with an option more from one without, whichever was verified first', () => {
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
