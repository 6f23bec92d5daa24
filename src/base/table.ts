import stringWidth from 'string-width';

/** Returns rows as aligned columns of plain text, two spaces apart; the first row is the heading. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const lines = rows.flatMap(linesOf);
  const widths: number[] = [];
  for (const [column, text] of lines.flatMap((line) => [...line.entries()])) {
    widths[column] = Math.max(widths[column] ?? 1, stringWidth(text));
  }
  const pad = (text: string, column: number): string =>
    text + ' '.repeat((widths[column] ?? 0) - stringWidth(text));
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Splits a row with multi-line cells into several lines. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''));
}
