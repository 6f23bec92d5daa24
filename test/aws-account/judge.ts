/** Observations → verdicts → the table and the exit code. */
import { messageOf } from '../../src/base/user-error.ts';
import { alignColumns } from '../../src/base/table.ts';
import type { Observation, Step } from './step.ts';

/** `otherwise`: AWS differs from the assumption. `not observed` never counts as passed. */
export type Verdict = 'as assumed' | 'otherwise' | 'not observed' | 'failed';

export interface Row {
  readonly step: string;
  readonly assumption: string;
  readonly seen: string;
  /** The name of the answer in the step's table. */
  readonly answer: string | undefined;
  readonly meaning: string;
  readonly verdict: Verdict;
}

type Judged = Pick<Step, 'name' | 'assumption' | 'answers'>;

export function judge({ name, assumption, answers }: Judged, observation: Observation): Row {
  const row = { step: name, assumption };
  if ('unobserved' in observation) {
    return { ...row, seen: observation.unobserved, answer: undefined, meaning: '', verdict: 'not observed' };
  }
  const { answer, seen } = observation;
  const known = answers[answer];
  if (known === undefined) {
    const meaning = `The step has no such answer: ${answer}.`;
    return { ...row, seen, answer, meaning, verdict: 'failed' };
  }
  return { ...row, seen, answer, meaning: known.meaning, verdict: known.holds ? 'as assumed' : 'otherwise' };
}

export function judgeError({ name, assumption }: Judged, error: unknown): Row {
  return {
    ...{ step: name, assumption, seen: messageOf(error), answer: undefined, verdict: 'failed' },
    meaning: 'The observation itself failed.',
  };
}

/** The reason why a step cannot run; undefined when it can. */
export function hindrance(
  { needs }: Pick<Step, 'needs'>,
  state: { environment: boolean; instances: boolean },
): string | undefined {
  if (needs !== 'api' && !state.environment) return 'not observed here: the deploy failed';
  if (needs === 'instances' && !state.instances) return 'not observed here: needs instances';
  return undefined;
}

/** Exit codes: 1 an assumption or a step failed, 3 something is left in the account, 130 Ctrl-C. */
export function exitCodeOf(result: { rows: readonly Row[]; left: number; interrupted: boolean }): number {
  if (result.left > 0) return 3;
  if (result.interrupted) return 130;
  return result.rows.some(({ verdict }) => verdict === 'otherwise' || verdict === 'failed') ? 1 : 0;
}

const width = 44;

export function tableOf(rows: readonly Row[]): string {
  const heading = ['STEP', 'ASSUMPTION', 'SEEN', 'VERDICT'];
  const cells = rows.map(({ step, assumption, seen, meaning, verdict }) => [
    step,
    wrap(assumption),
    wrap(seen),
    wrap(meaning === '' ? verdict : `${verdict}: ${meaning}`),
  ]);
  const counts = new Map<Verdict, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const sum = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `${alignColumns([heading, ...cells])}\n\n${rows.length} steps: ${sum}.`;
}

function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
