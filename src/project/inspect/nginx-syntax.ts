/** The syntax of nginx's configuration, as far as it needs no table of directives. */

export interface Directive {
  /** The name and its parameters, without quotes. */
  words: string[];
  block?: Directive[];
}

/** Blanks and comments, or one token. `${` begins the name of a variable. */
const token =
  /\s+|#[^\n]*|"(?:\\[^]|[^"\\])*"(?=[\s;{)]|$)|'(?:\\[^]|[^'\\])*'(?=[\s;{)]|$)|[;{}]|(?!["'])(?:\\[^]|\$\{|[^\s;{\\])+/y;

/** Returns the directives, or the reason why nginx cannot read the text. */
export function parseNginx(text: string): Directive[] | string {
  const top: Directive[] = [];
  const open: Directive[][] = [top];
  let words: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const [found] = token.exec(text) ?? [];
    if (found === undefined) return `${lineAt(text, at)} has a quote that does not end before a blank`;
    if (/^[\s#]/.test(found)) continue;
    if (!/^[;{}]$/.test(found)) {
      words.push(/^["']/.test(found) ? found.slice(1, -1) : found);
      continue;
    }
    if ((found === '}') !== (words.length === 0)) return `${lineAt(text, at)} has an unexpected "${found}"`;
    if (found === '}') {
      open.pop();
      if (open.length === 0) return `${lineAt(text, at)} has a "}" too many`;
      continue;
    }
    const block: Directive[] | undefined = found === '{' ? [] : undefined;
    open.at(-1)?.push({ words, ...(block !== undefined && { block }) });
    if (block !== undefined) open.push(block);
    words = [];
  }
  if (words.length > 0) return `the last "${words.join(' ').slice(0, 60)}" does not end in ";"`;
  return open.length > 1 ? 'a "}" is missing at its end' : top;
}

function lineAt(text: string, at: number): string {
  return `line ${text.slice(0, at).split('\n').length}`;
}
