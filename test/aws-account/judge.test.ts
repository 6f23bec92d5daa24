import { expect, test } from 'vitest';
import { exitCodeOf, hindrance, judge, type Row, tableOf, type Verdict } from './judge.ts';
import { steps } from './steps/table.ts';

const step = {
  ...{ name: 'one', assumption: 'AWS takes it.' },
  answers: { taken: { holds: true, meaning: 'as built' }, rejected: { holds: false, meaning: 'two calls' } },
};

test.each<[answer: string, verdict: Verdict, meaning: RegExp]>([
  ['taken', 'as assumed', /as built/],
  ['rejected', 'otherwise', /two calls/],
  ['unheard of', 'failed', /unheard of/],
])('the answer %s is %s', (answer, verdict, meaning) => {
  const row = judge(step, { answer, seen: 'this' });
  expect(row).toMatchObject({ step: 'one', answer, verdict, seen: 'this' });
  expect(row.meaning).toMatch(meaning);
});

test('nothing observed is never passed', () => {
  expect(judge(step, { unobserved: 'needs instances' })).toMatchObject({ verdict: 'not observed' });
  expect(hindrance({ needs: 'instances' }, { environment: true, instances: false })).toMatch(
    /needs instances/,
  );
  expect(hindrance({ needs: 'environment' }, { environment: false, instances: true })).toMatch(
    /deploy failed/,
  );
  expect(hindrance({ needs: 'instances' }, { environment: true, instances: true })).toBeUndefined();
  expect(hindrance({ needs: 'api' }, { environment: false, instances: false })).toBeUndefined();
});

const row = (verdict: Verdict): Row => ({
  ...{ step: 'one', assumption: 'AWS takes it.', seen: 'this', answer: undefined, meaning: '', verdict },
});

test.each<[verdicts: Verdict[], left: number, interrupted: boolean, code: number]>([
  [['as assumed', 'not observed'], 0, false, 0],
  [['as assumed', 'otherwise'], 0, false, 1],
  [['failed'], 0, false, 1],
  [['as assumed'], 0, true, 130],
  [['otherwise'], 1, true, 3],
])('verdicts %j, %i left, interrupted %s: exit code %i', (verdicts, left, interrupted, code) => {
  expect(exitCodeOf({ rows: verdicts.map(row), left, interrupted })).toBe(code);
});

test('the table ends with the counts', () => {
  const lines = tableOf([row('as assumed'), row('not observed'), row('not observed')]).split('\n');
  expect(lines[0]).toMatch(/^STEP +ASSUMPTION +SEEN +VERDICT$/);
  expect(lines.at(-1)).toBe('3 steps: 1 as assumed, 2 not observed.');
});

test('each step has an answer that holds and one that does not', () => {
  for (const { name, answers } of steps) {
    const holds = Object.values(answers).map((answer) => answer.holds);
    expect([name, new Set(holds).size]).toEqual([name, 2]);
    expect([name, holds.filter(Boolean).length]).toEqual([name, 1]);
  }
  expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
});
