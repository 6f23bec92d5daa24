/** Cuts texts to a number of terminal columns. Wide characters have two. */
import stringWidth from 'string-width';
import { printableLine } from './printable.ts';
import type { Line, Span, Tone } from './screen.ts';
import { largest } from './extremes.ts';

const ellipsis = '…';
/** Characters of one column each, none of which joins its neighbour: those of most texts. */
const narrow = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027]*$/;

/** Returns the columns that a text takes. The package takes a fifth of a start; dist loads it at its first use. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

let segmenter: Intl.Segmenter | undefined;

/** Made at its first use: it reads Unicode tables, a tenth of the time of a start. */
function graphemes(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Makes a span of a text from another program. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: printableLine(text.replaceAll('\t', ' ')), tone };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** Cuts between characters; an ellipsis shows that a part is missing. */
export function cutText(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : beginning(text, columns - 1) + (columns < 1 ? '' : ellipsis);
}

export function cutLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const cut: Span[] = [];
  let room = columns - 1;
  for (const { text, tone } of line) {
    const kept = beginning(text, room);
    if (kept !== text) return [...cut, { text: kept + (columns < 1 ? '' : ellipsis), tone }];
    cut.push({ text, tone });
    room -= widthOf(text);
  }
  return cut;
}

/** The longest beginning that fits. */
function beginning(text: string, columns: number): string {
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    kept += segment;
  }
  return kept;
}

/** Cuts at a space, where the first word fits. */
function cutWords(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const kept = beginning(text, columns - 2);
  const space = text[kept.length] === ' ' ? kept.length : kept.lastIndexOf(' ');
  return space <= 0 ? cutText(text, columns) : `${kept.slice(0, space).trimEnd()} ${ellipsis}`;
}

/** Breaks a text at spaces into at most `lines` lines; the last one is cut. */
export function wrapText(text: string, columns: number, lines: number): string[] {
  const wrapped: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    if (wrapped.length === lines - 1 || widthOf(rest) <= columns)
      return [...wrapped, cutWords(rest, columns)];
    const words = rest.split(' ');
    let count = words.length;
    while (count > 1 && widthOf(words.slice(0, count).join(' ')) > columns) count--;
    const line = words.slice(0, count).join(' ');
    wrapped.push(cutText(line, columns));
    rest = words.slice(count).join(' ').trim();
  }
  return wrapped;
}

/** Marks a break inside a word, as shells do. */
const broken = '\\';

/**
 * Breaks one line at spaces into as many as needed. Only a word that is wider than a line is broken, with a mark. `first`:
 * the columns of the first line.
 */
export function wrapWords(text: string, columns: number, first = columns): string[] {
  const lines: string[] = [];
  const room = (): number => (lines.length === 0 ? first : columns);
  let line = '';
  for (const part of text.split(/( +)/)) {
    if (line !== '' && widthOf(line + part) > room() && part.trim() !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    // Spaces at a break are part of it; those of the indentation stay.
    if (line === '' && lines.length > 0 && part.trim() === '') continue;
    line += part;
    while (widthOf(line.trimEnd()) > room()) {
      const head = piece(line, Math.max(1, room() - 1));
      lines.push(head + broken);
      line = line.slice(head.length);
    }
  }
  return line.trimEnd() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}

/** The same with the line's own indentation; the lines after the first have `hanging` spaces more. */
export function wrapLine(line: string, columns: number, hanging = 2): string[] {
  if (widthOf(line) <= columns) return [line];
  const text = line.trimStart();
  const indent = line.length - text.length;
  const wrapped = wrapWords(text, columns - indent - hanging, columns - indent);
  return wrapped.map((part, index) => ' '.repeat(index === 0 ? indent : indent + hanging) + part);
}

/** The same for a text of several lines. */
export function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n');
}

/** A beginning of a word for one line: up to the last mark of punctuation in its second half, where there is one. */
function piece(word: string, columns: number): string {
  const kept = beginning(word, columns);
  const whole = kept === '' ? ([...graphemes(word)][0]?.segment ?? '') : kept;
  const end = largest(['/', '.', ':', '-', ',', '='].map((mark) => whole.lastIndexOf(mark))) + 1;
  return end > whole.length / 2 ? whole.slice(0, end) : whole;
}

/** Pads to `columns`, which the text does not exceed. */
export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
