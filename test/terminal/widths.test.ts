/** Texts in terminals of 60 to 135 columns: every line fits, words stay whole, and no fact is lost. */
import fc from 'fast-check';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Layout } from '../../src/base/events.ts';
import { instancesText, type ListedInstance } from '../../src/cluster/instances-text.ts';
import type { EnvironmentStatus } from '../../src/cluster/status.ts';
import { verdictText } from '../../src/cluster/verdict-text.ts';
import { statusText } from '../../src/commands/status.ts';
import type { Result } from '../../src/doctor/check.ts';
import { doctorText } from '../../src/doctor/text.ts';
import { planText } from '../../src/deploy/plan-text.ts';
import { lineWriter } from '../../src/terminal/lines.ts';
import { columnsOf } from '../../src/terminal/streams.ts';
import { drawScreen } from '../../src/watch/screen.ts';
import { planUpgrade } from '../../src/upgrade/plan.ts';
import { upgradeText } from '../../src/upgrade/text.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';
import { instance as watched, now, snapshot, status as watchedStatus } from '../watch/examples.ts';
import { capturedStreams } from './captured-streams.ts';

const colors = pc.createColors(false);
const widths = fc.integer({ min: 60, max: 135 });
const label = '26.7.3-879a1ce464f0';

/** The lines of a result on a terminal of this width. */
function shown(text: Layout, columns: number): string[] {
  const streams = capturedStreams(true);
  const style = { verbose: false, columns: () => columns, out: colors, err: colors };
  lineWriter(streams, style).write({ type: 'result', data: undefined, text });
  return streams.out().split('\n').slice(0, -1);
}

/** Expects each word of the text without a limit, unless it is wider than a line. */
function expectFits(text: Layout, columns: number): void {
  const lines = shown(text, columns);
  for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
  const words = new Set(wordsOf(lines.join('\n')));
  const whole = wordsOf(text(Infinity)).filter((word) => stringWidth(word) <= columns - 4);
  expect(whole.filter((word) => !words.has(word))).toEqual([]);
}

/** Titles of columns below their rows have small letters, and commas between. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/,$/, ''))
    .filter((word) => word !== '' && word !== '-');
}

const nodeOf = (number: number): string => `ip-10-0-${number % 4}-${20 + number}-${41_234 + number * 7}`;

/** A node by log lines; `lost`: a node that it does not see. */
function listed(number: number, count: number, { lost }: { lost?: number | undefined } = {}): ListedInstance {
  const members = Array.from({ length: count }, (_, index) => index).filter((index) => index !== lost);
  return {
    id: `i-0${(number * 7_919_113).toString(16).padStart(16, 'a')}`,
    ...{ address: `10.0.${number % 4}.${20 + number}`, advertised: [`10.0.${number % 4}.${20 + number}`] },
    ...{ versionLabel: label, keycloak: '26.7.3', node: nodeOf(number), health: 'Warning' },
    causes: ['50.0 % of the requests to the ELB are failing with HTTP 5xx. Insufficient request rate.'],
    view: { id: 'x|1', members: members.map(nodeOf), size: members.length, merged: false },
    heartbeat: {
      ...{ at: now, ready: number % 3 !== 0, size: members.length, node: nodeOf(number) },
      ...{ keycloak: '26.7.3', versionLabel: label, sequence: number },
    },
  };
}

const environments = fc.record({
  count: fc.constantFrom(1, 2, 10, 50),
  lost: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
  environment: fc.stringMatching(/^[a-z]{4}[a-z-]{0,30}[a-z]$/),
});

function instancesOf({ count, lost }: { count: number; lost?: number | undefined }): ListedInstance[] {
  return Array.from({ length: count }, (_, number) =>
    listed(number, count, { lost: number === 1 ? lost : undefined }),
  );
}

function statusOf(environment: string, instances: readonly ListedInstance[]): EnvironmentStatus {
  const cname = `${environment}.eba-abcd1234.eu-central-1.elasticbeanstalk.com`;
  return {
    ...{ application: environment, environment, id: 'e-abcdefghij', status: 'Ready', color: 'Red' },
    ...{ health: 'Severe', causes: ['Following services are not running: application, nginx.'] },
    ...{ versionLabel: label, platform: '64bit Amazon Linux 2023 v4.13.7 running Docker' },
    ...{ url: `http://${cname}`, cname, updatedAt: now, clustered: true, oneCluster: true },
    cluster: `one of ${instances.length} nodes, by the heartbeats (kc-eb verify proves it)`,
    instances: instances.map((one) => ({
      ...one,
      health: one.health,
      causes: one.causes ?? [],
      silent: undefined,
    })),
    logGroups: ['keycloak', 'nginx', 'cluster'].map((name) => `/aws/elasticbeanstalk/${environment}/${name}`),
  };
}

test('status and the verdict of verify and deploy', () => {
  fc.assert(
    fc.property(widths, environments, (columns, drawn) => {
      const instances = instancesOf(drawn);
      expectFits((width) => statusText(statusOf(drawn.environment, instances), width), columns);
      const verdict = {
        ...({ ok: true, outcome: 'one-cluster', proof: 'heartbeats', cause: undefined } as const),
        message: `The ${drawn.count} running instances are one cluster: ${instances.map(({ node }) => node).join(', ')}.`,
        ...{ remedy: undefined, warnings: [], instances },
        probe: { outcome: 'passed', requests: 6, detail: 'one token was accepted 6 times of 6' } as const,
      };
      expectFits((width) => verdictText(verdict, width), columns);
    }),
    { numRuns: 20 },
  );
});

test('members stand once above the rows, which name only what differs', () => {
  const agreed = instancesText(instancesOf({ count: 8 }), 100);
  expect(agreed.match(new RegExp(nodeOf(3), 'g'))).toHaveLength(2);
  expect(agreed).toContain('8 of 8: ');
  const split = shown(() => instancesText(instancesOf({ count: 50, lost: 3 }), 135), 135).join('\n');
  // Seventeen are not ready, and have rows too.
  expect(split.match(/50 of 50/g)).toHaveLength(17 + 1);
  expect(split).toContain('… 32 more are alike: ');
  expect(split.match(/49 of 50, without ip-10-0-3-23-41255/g)).toHaveLength(1);
});

test('doctor, upgrade and plan', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:id/database-password-AbCdEf';
  const results: Result[] = [
    { id: 'a', title: 'Your permissions', outcome: 'ok' },
    {
      id: 'b',
      title: 'Database from the instances',
      outcome: 'not-checked',
      reason: 'no environment exists yet',
    },
    {
      id: 'c',
      title: 'Secrets',
      outcome: 'error',
      what: `${arn} does not exist.`,
      why: 'Keycloak needs it.',
      remedy: 'Create it.',
    },
  ];
  const config = exampleConfig();
  const upgrade = planUpgrade(
    { ...config, keycloak: { ...config.keycloak, version: asRelease('22.0.5') } },
    '26.7.3',
    [],
  );
  fc.assert(
    fc.property(widths, (columns) => {
      expectFits((width) => doctorText(results, width), columns);
      expectFits((width) => upgradeText(upgrade, width), columns);
      expectFits(() => planText(examplePlan()), columns);
    }),
  );
});

test('the screen of status --watch', () => {
  fc.assert(
    fc.property(widths, fc.constantFrom(2, 10), (columns, count) => {
      const instances = Array.from({ length: count }, (_, index) => watched(index + 1));
      const drawn = drawScreen(snapshot({ status: watchedStatus({ instances }) }), {
        columns,
        rows: 60,
        now,
      });
      const lines = drawn.map((line) => line.map(({ text }) => text).join(''));
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      const words = new Set(wordsOf(lines.join('\n')));
      for (const { id, heartbeat } of instances)
        expect([words.has(id), words.has(heartbeat?.node ?? '')]).toEqual([true, true]);
      expect(words).toContain('[i-00000000000000001].');
    }),
  );
});

test('a pipe has no limit, unless COLUMNS is set', () => {
  const { stdout } = capturedStreams();
  expect(columnsOf(stdout, {})).toBe(Infinity);
  expect(columnsOf(stdout, { COLUMNS: '72' })).toBe(72);
  expect(columnsOf(stdout, { COLUMNS: 'wide' })).toBe(Infinity);
  const terminal = capturedStreams(true).stdout;
  expect(columnsOf(terminal, {})).toBe(60);
  expect(columnsOf(terminal, { COLUMNS: '100' })).toBe(100);
});

test('a string stays unchanged: a password may have spaces', () => {
  const streams = capturedStreams(true);
  const style = { verbose: false, columns: () => 20, out: colors, err: colors };
  const text = 'a password  of several words in a line';
  lineWriter(streams, style).write({ type: 'result', data: undefined, text });
  expect(streams.out()).toBe(`${text}\n`);
});
