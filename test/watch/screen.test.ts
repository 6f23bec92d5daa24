import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Tone } from '../../src/base/screen.ts';
import { drawScreen } from '../../src/watch/screen.ts';
import type { Snapshot } from '../../src/watch/snapshot.ts';
import { ago, event, instance, now, snapshot, status } from './examples.ts';

function lines(of: Snapshot, columns: number, rows = 24): string[] {
  return drawScreen(of, { columns, rows, now }).map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}

const text = (of: Snapshot, columns: number, rows?: number): string => lines(of, columns, rows).join('\n');

/** The tone of the first text that contains `part`. */
function toneOf(part: string, of: Snapshot): Tone | undefined {
  const spans = drawScreen(of, { columns: 100, rows: 24, now }).flat();
  return spans.find((one) => one.text.includes(part))?.tone;
}

const split = snapshot({
  status: status({
    ...{ color: 'Red', health: 'Severe', oneCluster: false },
    cluster: 'not one, by the heartbeats (kc-eb verify names the cause)',
    causes: ['50.0 % of the requests to the ELB are failing with HTTP 5xx. Insufficient request rate.'],
    instances: [
      instance(1, {
        heartbeat: { at: ago(20), ready: true, size: 1, node: 'ip-10-0-0-11-27450', sequence: 9 },
      }),
      instance(2, {
        ...{ health: 'Severe', causes: ['Following services are not running: application.'] },
        heartbeat: { at: ago(110), ready: false, sequence: 9, stale: true },
        versionLabel: '26.6.0-4bd8534883df',
      }),
    ],
  }),
});

describe('columns', () => {
  test.each([40, 60, 80, 200])('%i', (columns) => {
    expect(text(split, columns)).toMatchSnapshot();
  });

  test('the text of a pipe has lines of any length and five events', () => {
    const events = Array.from({ length: 20 }, (_, index) => event(index, `event ${index}`));
    const shown = text({ ...split, events }, Infinity, Infinity);
    expect(shown).toContain('2026-11-24T10:00:20.000Z  INFO   event 0\n');
    expect(shown).toMatch(/event 4$/);
  });

  test('an instance id is whole from its own width on, and a long name does not hide the state', () => {
    const [title, ...rest] = lines(snapshot({ environment: 'id-'.padEnd(40, 'x') }), 40);
    expect(title).toMatch(/… {2}Ready {2}Green \(Ok\)$/);
    expect(rest.join('\n')).toContain('i-00000000000000002');
  });

  test('nothing is wider than the terminal or longer than it, whatever AWS reports', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 80 });
    const many = fc.array(words, { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.record({
          words: many,
          columns: fc.integer({ min: 1, max: 120 }),
          rows: fc.integer({ min: 1, max: 40 }),
        }),
        ({ words: causes, columns, rows }) => {
          const instances = causes.map((health, index) => instance(index, { health, causes }));
          const of = snapshot({
            environment: causes[0] ?? 'id',
            problem: { kind: 'aws', message: causes.join(' '), hint: causes[1], since: now },
            status: status({ causes, instances, cluster: causes.join(' ') }),
            events: causes.map((message) => event(1, message, message)),
          });
          const drawn = lines(of, columns, rows);
          expect(drawn.length).toBeLessThanOrEqual(rows);
          expect(Math.max(0, ...drawn.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
          expect(drawn.join('')).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });
});

describe('rows', () => {
  test.each([1, 2, 3, 5, 8, 12])('%i: the most important lines stay', (rows) => {
    expect(text(split, 60, rows)).toMatchSnapshot();
  });

  test('fifty instances: those in trouble come first, and a count stands for the rest', () => {
    const instances = Array.from({ length: 50 }, (_, index) =>
      instance(index, index % 10 === 7 ? { heartbeat: undefined } : {}),
    ).map((one) =>
      one.heartbeat === undefined ? one : { ...one, heartbeat: { ...one.heartbeat, size: 50 } },
    );
    const of = snapshot({ status: status({ instances }) });
    expect(text(of, 80, 16)).toMatchSnapshot();
    expect(lines(of, 80, 8).at(-1)).toMatch(/^… 46 more, 1 of them in trouble$/);
    expect(lines(of, 80, 100).filter((line) => line.startsWith('i-'))).toHaveLength(50);
  });

  test('events get the rows that are left', () => {
    const events = Array.from({ length: 20 }, (_, index) => event(index, `event ${index}`));
    const drawn = lines(snapshot({ events }), 80, 24);
    expect(drawn).toHaveLength(24);
    expect(drawn.at(-1)).toMatch(/event \d+$/);
  });
});

describe('tones', () => {
  test('one cluster is good; a wrong size, a missing heartbeat and an old one are not', () => {
    expect(toneOf('Cluster', snapshot())).toBe('good');
    expect(toneOf('Cluster', split)).toBe('bad');
    expect(toneOf('110 s ago', split)).toBe('bad');
    expect(
      toneOf('none', snapshot({ status: status({ instances: [instance(1, { heartbeat: undefined })] }) })),
    ).toBe('warn');
    const alone = instance(1, { heartbeat: { at: ago(1), ready: true, size: 55, sequence: 1 } });
    expect(toneOf('55', snapshot({ events: [], status: status({ instances: [alone] }) }))).toBe('bad');
    expect(
      toneOf('55', snapshot({ events: [], status: status({ instances: [alone], clustered: false }) })),
    ).toBe('plain');
  });
});

describe('failed reads', () => {
  const problem = {
    kind: 'aws',
    message: 'AWS: Throttling: Rate exceeded',
    hint: undefined,
    since: ago(30),
  } as const;

  test('the last state stays, with its age', () => {
    expect(text(snapshot({ problem, readAt: ago(35) }), 60)).toMatchSnapshot();
  });

  test('before the first state the problem stands alone', () => {
    const of = snapshot({ problem, status: undefined, readAt: undefined, events: [] });
    expect(lines(of, 60)).toEqual(['id-prod', 'AWS: Throttling: Rate exceeded. Trying again.']);
  });

  test('a read that takes long shows', () => {
    expect(toneOf('25 s', snapshot({ readAt: ago(25) }))).toBe('bad');
    expect(toneOf('Waiting', snapshot({ readAt: ago(15) }))).toBeUndefined();
  });
});
