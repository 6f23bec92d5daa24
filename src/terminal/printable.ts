/** Text that others wrote (nodes' logs, AWS, subprocesses), with nothing in it that a terminal would obey. */
import { stripVTControlCharacters } from 'node:util';

/** Of several lines. Colours and the like go; what is left of control characters is shown as \x1b. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\t\n]/gu, escaped);
}

/** Of one line, and it stays one: nobody can write a second that looks like another event. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', escaped);
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
