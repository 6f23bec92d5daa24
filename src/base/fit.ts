/** Cuts texts to a number of terminal columns. Wide characters have two. */
import stringWidth from 'string-width';
import { printableLine } from './printable.ts';
import type { Line, Span, Tone } from './screen.ts';

const ellipsis = '…';
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Makes a span of a text from another program. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: printableLine(text.replaceAll('\t', ' ')), tone };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + stringWidth(text), 0);
}

/** Cuts between characters; an ellipsis shows that a part is missing. */
export function cutText(text: string, columns: number): string {
  return stringWidth(text) <= columns ? text : beginning(text, columns - 1) + (columns < 1 ? '' : ellipsis);
}

export function cutLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const cut: Span[] = [];
  let room = columns - 1;
  for (const { text, tone } of line) {
    const kept = beginning(text, room);
    if (kept !== text) return [...cut, { text: kept + (columns < 1 ? '' : ellipsis), tone }];
    cut.push({ text, tone });
    room -= stringWidth(text);
  }
  return cut;
}

/** The longest beginning that fits. */
function beginning(text: string, columns: number): string {
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += stringWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return kept;
}

/** Breaks a text at spaces into at most `lines` lines; the last one is cut. */
export function wrapText(text: string, columns: number, lines: number): string[] {
  const wrapped: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    if (wrapped.length === lines - 1 || stringWidth(rest) <= columns)
      return [...wrapped, cutText(rest, columns)];
    const words = rest.split(' ');
    let count = words.length;
    while (count > 1 && stringWidth(words.slice(0, count).join(' ')) > columns) count--;
    const line = words.slice(0, count).join(' ');
    wrapped.push(cutText(line, columns));
    rest = words.slice(count).join(' ').trim();
  }
  return wrapped;
}

/** Pads to `columns`, which the text does not exceed. */
export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}
