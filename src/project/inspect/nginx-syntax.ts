/** The syntax of nginx's configuration, as far as it needs no table of directives. */

export interface Directive {
  /** Line of its first word. */
  line: number;
  /** The name and its parameters, without quotes. */
  words: string[];
  block?: Directive[];
}

/** The directives of a text, or the reason why nginx cannot read it. */
export type Parsed = Directive[] | string;

/** Blocks further inside are read, and not returned. */
const deepest = 50;

/** Blanks and comments, or one token. `${` begins the name of a variable. */
const token =
  /\s+|#[^\n]*|"(?:\\[^]|[^"\\])*"(?=[\s;{)]|$)|'(?:\\[^]|[^'\\])*'(?=[\s;{)]|$)|[;{}]|(?!["'])(?:\\[^]|\$\{|[^\s;{\\])+/y;

export function parseNginx(text: string): Parsed {
  const top: Directive[] = [];
  const open: Directive[][] = [top];
  let words: string[] = [];
  let line = 1;
  let begun = 1;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const [found] = token.exec(text) ?? [];
    if (found === undefined) return `line ${line} has a quote that does not end before a blank`;
    const at = line;
    line += found.split('\n').length - 1;
    if (/^[\s#]/.test(found)) continue;
    if (words.length === 0) begun = at;
    if (!/^[;{}]$/.test(found)) {
      words.push(/^["']/.test(found) ? found.slice(1, -1) : found);
      continue;
    }
    if ((found === '}') !== (words.length === 0)) return `line ${at} has an unexpected "${found}"`;
    if (found === '}') {
      open.pop();
      if (open.length === 0) return `line ${at} has a "}" too many`;
      continue;
    }
    const block: Directive[] | undefined = found === '{' ? [] : undefined;
    if (open.length <= deepest)
      open.at(-1)?.push({ line: begun, words, ...(block !== undefined && { block }) });
    if (block !== undefined) open.push(block);
    words = [];
  }
  if (words.length > 0) return `the last "${words.join(' ').slice(0, 60)}" does not end in ";"`;
  return open.length > 1 ? 'a "}" is missing at its end' : top;
}
