/** Log lines are written by anybody: users' names, other libraries, a driver that cuts lines. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClusterLine } from '../../src/cluster/log-lines.ts';
import { judge } from '../../src/cluster/verdict.ts';
import { addressOf, instanceOf, serviceOf } from '../../src/base/log-group-names.ts';
import { parseSince } from '../../src/logs/since.ts';
import { foldNews } from '../../src/cluster/node-log.ts';
import { UserError } from '../../src/base/user-error.ts';
import { instancesText } from '../../src/cluster/instances-text.ts';
import { verdictText } from '../../src/cluster/verdict-text.ts';

const real = [
  '22.0.5-first',
  '26.7.3-first',
  '26.7.3-second-json',
  '26.7.3-slow-join',
  '26.7.3-database-down',
]
  .map((name) => readFileSync(new URL(`captures/${name}.log`, import.meta.url), 'utf8'))
  .flatMap((text) => text.split('\n'))
  .filter((line) => readClusterLine(line) !== undefined);

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

const fragment = fc.constantFrom(
  ...[
    'ISPN000094: ',
    'ISPN000093: ',
    'ISPN000079: ',
    'ISPN000078: Starting JGroups channel ',
    'ISPN000080: ',
  ],
  ...[
    '[',
    ']',
    '|',
    '(',
    ')',
    ', ',
    '`',
    '{"message":',
    '"',
    '}',
    '\u001b[31m',
    'Keycloak 26.7.3 on JVM started in ',
  ],
  ...[
    'MergeView::',
    'physical addresses are ',
    'local address is ',
    ':7800',
    '10.0.0.11',
    'a',
    '99999999999999999999',
  ],
);

/** A real line that was cut, doubled, or has something else in it; or nonsense. */
const line = fc.oneof(
  anyText,
  fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom(...real), fc.nat(), anyText).map(([text, at, other]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + other + text.slice(cut);
  }),
  fc.tuple(fc.constantFrom(...real), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc.jsonValue().map((value) => JSON.stringify({ message: value })),
);

describe('any line', () => {
  it('has news or none', () => {
    fc.assert(
      fc.property(line, (text) => {
        const news = readClusterLine(text);
        if (news?.type === 'view') expect(Number.isNaN(news.view.size)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read in time that grows no faster than its length', () => {
    // CloudWatch's longest event is 256 KB.
    for (const part of [
      'ISPN000094: [',
      'ISPN000079: local address is `',
      '[a|1] (1) [',
      '{"message":"',
      'ISPN000093:[a|',
    ]) {
      const text = part.repeat(Math.ceil(262_144 / part.length));
      const before = performance.now();
      readClusterLine(text);
      expect([part, performance.now() - before < 500]).toEqual([part, true]);
    }
  });

  it('gives a state that can be judged and shown', () => {
    const instance = fc.record({
      id: fc.constantFrom('i-1', 'i-2', ''),
      address: fc.constantFrom('10.0.0.11', '172.17.0.2', undefined),
      versionLabel: fc.constantFrom('v1', undefined),
      lines: fc.array(line, { maxLength: 30 }),
    });
    fc.assert(
      fc.property(fc.array(instance, { maxLength: 4 }), fc.boolean(), (drawn, clustered) => {
        const instances = drawn.map(({ lines, ...rest }) => {
          const news = lines.map(readClusterLine).filter((item) => item !== undefined);
          const unknown = { isDeploying: false, heartbeat: undefined, silence: undefined };
          return {
            ...rest,
            ...unknown,
            recent: new Map(),
            log: news.length === 0 ? undefined : foldNews(news),
          };
        });
        const expected = { instances: 2, versionLabel: 'v1', clustered, profile: 'p' };
        const verdict = judge(
          { instances, departed: new Map(), leftOut: 0, expected, logGroup: 'g' },
          { outcome: 'not-run', why: 'a test' },
        );
        expect(verdict.ok || verdict.cause !== undefined).toBe(true);
        expect(typeof verdictText(verdict, 60)).toBe('string');
        expect(typeof instancesText(verdict.instances, 60)).toBe('string');
      }),
      { numRuns: 300 },
    );
  });
});

describe('names and times', () => {
  it('of groups and streams may be anything', () => {
    fc.assert(
      fc.property(anyText, anyText, (group, environment) => {
        expect(typeof serviceOf(group, environment)).toBe('string');
        expect(typeof instanceOf(group)).toBe('string');
        addressOf(group);
      }),
    );
  });

  it('--since is a time, or rejected', () => {
    const now = new Date('2026-11-24T10:00:00Z');
    const text = fc.oneof(
      anyText,
      fc
        .tuple(fc.bigInt(), fc.constantFrom('s', 'm', 'h', 'd', 'y', ''))
        .map(([age, unit]) => `${age}${unit}`),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(text, (since) => {
        try {
          expect(parseSince(since, now).getTime()).toBeLessThanOrEqual(now.getTime());
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(error.kind).toBe('usage');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
