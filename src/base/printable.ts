/** Text from other programs (logs, AWS, subprocesses) without control characters that a terminal would obey. */
import { stripVTControlCharacters } from 'node:util';

const control = /\p{Cc}/u;

/** Removes colours and escape sequences from a text of several lines; other control characters become \x1b. */
export function printable(text: string): string {
  // Most texts have none, and this is the quick way to find out.
  if (!control.test(text)) return text;
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\t\n]/gu, escaped);
}

/** The same for one line. Line breaks are escaped: a second line could look like another event. */
export function printableLine(text: string): string {
  return control.test(text) ? printable(text).replaceAll('\n', escaped) : text;
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
