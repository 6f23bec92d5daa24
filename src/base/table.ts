/**
 * Text of tables. A width limits their lines: cells wrap at words first; then the last columns go below their rows. Wide
 * characters have two columns of the terminal.
 */
import { padText, widthOf, wrapLine, wrapWords } from './fit.ts';
import { largest } from './extremes.ts';

const gap = 2;
/** A narrower cell of several words is hard to read. */
const leastCell = 16;

/** Returns rows as aligned columns of plain text, two spaces apart; the first row is the heading. */
export function alignColumns(rows: readonly (readonly string[])[], columns = Infinity): string {
  const [titles = []] = rows;
  const count = largest(
    rows.map((row) => row.length),
    0,
  );
  const sizes = Array.from({ length: count }, (_, column) => sizeOf(rows.map((row) => row[column] ?? '')));
  const fitting = Math.max(1, sizes.filter((_, column) => fits(sizes.slice(0, column + 1), columns)).length);
  const widths = widthsOf(sizes.slice(0, fitting), columns);
  const lines = rows.flatMap((row, index) => [
    ...rowLines(row.slice(0, fitting), widths),
    ...(index === 0 || fitting >= row.length ? [] : below(row, titles, fitting, columns)),
  ]);
  return lines.join('\n');
}

/**
 * Returns labels with their values next to them. A value with a word that is too wide there goes below its label. The last
 * way out for a word wider than a line is a break with a mark.
 */
export function alignLabels(
  rows: readonly (readonly [label: string, value: string])[],
  columns = Infinity,
): string {
  const width = largest(
    rows.map(([label]) => widthOf(label)),
    0,
  );
  const room = columns - width - gap;
  const lines = rows.flatMap(([label, value]) => {
    if (widestWord(value) > room)
      return [label, ...value.split('\n').flatMap((line) => wrapLine(`  ${line}`, columns))];
    return rowLines([label, value], [width, room]);
  });
  return lines.join('\n');
}

interface Size {
  natural: number;
  least: number;
}

function sizeOf(cells: readonly string[]): Size {
  const natural = largest(
    cells.flatMap((cell) => cell.split('\n')).map((line) => widthOf(line)),
    1,
  );
  return { natural, least: largest(cells.map(widestWord), Math.min(natural, leastCell)) };
}

function widestWord(text: string): number {
  return largest(
    text.split(/\s/).map((word) => widthOf(word)),
    0,
  );
}

function fits(sizes: readonly Size[], columns: number): boolean {
  return sizes.reduce((sum, { least }) => sum + gap + least, -gap) <= columns;
}

/** The spare columns go to the cells that lack most. */
function widthsOf(sizes: readonly Size[], columns: number): number[] {
  const widths = sizes.map(({ least }) => least);
  const lack = (column: number): number => (sizes[column]?.natural ?? 0) - (widths[column] ?? 0);
  let spare = columns - widths.reduce((sum, width) => sum + gap + width, -gap);
  for (; spare > 0; spare--) {
    const neediest = [...widths.keys()].toSorted((a, b) => lack(b) - lack(a))[0];
    if (neediest === undefined || lack(neediest) <= 0) break;
    widths[neediest] = (widths[neediest] ?? 0) + 1;
  }
  return widths;
}

/** The lines of one row: a cell may have several. */
function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const cells = row.map((cell, column) =>
    cell.split('\n').flatMap((line) => wrapWords(line, widths[column] ?? Infinity)),
  );
  const height = largest(
    cells.map((cell) => cell.length),
    1,
  );
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, column) => {
        const last = column === cells.length - 1;
        return last ? (cell[line] ?? '') : padText(cell[line] ?? '', (widths[column] ?? 0) + gap);
      })
      .join('')
      .trimEnd(),
  );
}

/** "  address 10.0.0.11, node ip-10-0-0-11-20541" */
function below(row: readonly string[], titles: readonly string[], from: number, columns: number): string[] {
  const facts = row.slice(from).flatMap((cell, index) => {
    const title = (titles[from + index] ?? '').toLowerCase();
    return cell === '' || cell === '-' ? [] : [`${title} ${cell.replaceAll('\n', ' ')}`.trim()];
  });
  return facts.length === 0 ? [] : wrapLine(`  ${facts.join(', ')}`, columns, 0);
}
