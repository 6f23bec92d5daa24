/** Text of the findings of doctor. */
import type { Result } from './check.ts';
import { alignColumns } from '../base/table.ts';

const marks = {
  ok: 'ok',
  note: 'note',
  warning: 'warning',
  error: 'error',
  'not-checked': 'not checked',
} as const;

/** Returns a table of the checks, then the findings, worst first. */
export function doctorText(results: readonly Result[]): string {
  const rows = results.map((result) => [result.title, marks[result.outcome], inShort(result)]);
  const findings = (['error', 'warning', 'note'] as const).flatMap((level) =>
    results.flatMap((result) => (result.outcome === level ? [paragraph(result)] : [])),
  );
  return [alignColumns([['CHECK', 'RESULT', ''], ...rows]), ...findings].join('\n\n');
}

function inShort(result: Result): string {
  switch (result.outcome) {
    case 'ok':
      return '';
    case 'not-checked':
      return result.reason;
    case 'note':
    case 'warning':
    case 'error':
      return result.what.split('\n')[0] ?? '';
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
