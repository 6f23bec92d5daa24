/** Text of the findings of doctor. */
import type { Result } from './check.ts';
import { alignLabels } from '../base/table.ts';

const marks = {
  ok: 'ok',
  note: 'note',
  warning: 'warning',
  error: 'error',
  'not-checked': 'not checked',
} as const;

/** Returns a table of the checks, then the findings, worst first. */
export function doctorText(results: readonly Result[], columns: number): string {
  const rows = results.map((result) => [result.title, inShort(result)] as const);
  const findings = (['error', 'warning', 'note'] as const).flatMap((level) =>
    results.flatMap((result) => (result.outcome === level ? [paragraph(result)] : [])),
  );
  return [alignLabels([['CHECK', 'RESULT'], ...rows], columns), ...findings].join('\n\n');
}

function inShort(result: Result): string {
  switch (result.outcome) {
    case 'ok':
      return marks.ok;
    case 'not-checked':
      return `${marks['not-checked']}: ${result.reason}`;
    case 'note':
    case 'warning':
    case 'error':
      return `${marks[result.outcome]}: ${result.what.split('\n')[0] ?? ''}`;
  }
}

function paragraph(result: Extract<Result, { what: string }>): string {
  const { title, outcome, what, why, remedy } = result;
  return [
    `${outcome}: ${title}`,
    ...what.split('\n').map((line) => `  ${line}`),
    `  why: ${why}`,
    `  do: ${remedy}`,
  ].join('\n');
}
