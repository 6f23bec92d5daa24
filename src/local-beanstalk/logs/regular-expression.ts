/**
 * The regular expressions of filter patterns, in the subset that AWS supports: it has no groups and no multi-byte
 * characters. RegExp would take quadratic time and worse for some of them, while no other call is answered.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
 */

/** One character of the subject. Anchors match between two. */
type Step =
  { accepts: Accepts; optional: boolean; repeats: boolean } | { anchor: 'start' | 'end' } | { matched: true };

type Accepts = (codePoint: number) => boolean;

/** Repetitions count as the steps that they unfold to. AWS does not document a limit of them. */
const maxSteps = 256;

const symbols = /^[A-Za-z0-9:_#=@/;,-]$/;
const classes: Readonly<Record<string, RegExp>> = {
  ...{ d: /^\d$/, D: /^\D$/u, w: /^\w$/, W: /^\W$/u },
  ...{ s: /^[ \t\n\v\f\r]$/, S: /^[^ \t\n\v\f\r]$/u },
};
const quantifiers: Readonly<Record<string, readonly [number, number]>> = {
  ...{ '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] },
};

/** Throws an Error for what AWS does not support. The function takes time in proportion to the length of its text. */
export function regularExpression(expression: string): (text: string) => boolean {
  const { program, starts } = new Parser(expression).parse();
  return (text) => matches(program, starts, text);
}

/** Follows all ways through the program at once: each character is read once. */
function matches(program: readonly Step[], starts: readonly number[], text: string): boolean {
  const seen = new Int32Array(program.length).fill(-1);
  /** Returns true at the end of the expression. */
  const add = (list: number[], from: number, at: number): boolean => {
    for (let state = from; seen[state] !== at; state += 1) {
      seen[state] = at;
      const step = program[state];
      if (step === undefined || 'matched' in step) return true;
      if ('anchor' in step) {
        if (at !== (step.anchor === 'start' ? 0 : text.length)) return false;
        continue;
      }
      list.push(state);
      if (!step.optional) return false;
    }
    return false;
  };
  let current: number[] = [];
  let at = 0;
  for (;;) {
    for (const start of starts) if (add(current, start, at)) return true;
    if (at >= text.length) return false;
    const codePoint = text.codePointAt(at) ?? 0;
    at += codePoint > 0xffff ? 2 : 1;
    const next: number[] = [];
    for (const state of current) {
      const step = program[state];
      if (step === undefined || !('accepts' in step) || !step.accepts(codePoint)) continue;
      if (step.repeats && add(next, state, at)) return true;
      if (add(next, state + 1, at)) return true;
    }
    current = next;
  }
}

class Parser {
  #at = 0;
  #program: Step[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): { program: readonly Step[]; starts: readonly number[] } {
    const starts = [0];
    while (this.#at < this.#text.length) {
      const character = this.#take();
      if (character === '|') {
        this.#program.push({ matched: true });
        starts.push(this.#program.length);
      } else if (character === '^') this.#program.push({ anchor: 'start' });
      else if (character === '$') this.#program.push({ anchor: 'end' });
      else this.#repeat(this.#accepts(character));
      if (this.#program.length > maxSteps) throw new Error(`it has more than ${maxSteps} steps`);
    }
    this.#program.push({ matched: true });
    return { program: this.#program, starts };
  }

  #take(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new Error('it ends too early');
    this.#at += 1;
    return character;
  }

  #accepts(character: string): Accepts {
    if (character === '.') return () => true;
    if (character === '[') return this.#class();
    if (character === '\\') return toAccepts(this.#escape());
    if (symbols.test(character)) return toAccepts(character.charCodeAt(0));
    throw new Error(`${JSON.stringify(character)} is not supported here`);
  }

  /** A code point, or a class such as \d. */
  #escape(): number | Accepts {
    const character = this.#take();
    const known = Object.hasOwn(classes, character) ? classes[character] : undefined;
    if (known !== undefined) return (codePoint) => known.test(String.fromCodePoint(codePoint));
    if (character === 'x') {
      const digits = this.#take() + this.#take();
      if (/^[0-9a-f]{2}$/i.test(digits)) return Number.parseInt(digits, 16);
    } else if (/^[!-/:-@[-`{-~]$/.test(character)) return character.charCodeAt(0);
    throw new Error(`\\${character} is not supported`);
  }

  #class(): Accepts {
    const negated = this.#text[this.#at] === '^';
    if (negated) this.#at += 1;
    const members: Accepts[] = [];
    for (let character = this.#take(); character !== ']'; character = this.#take()) {
      const low = this.#member(character);
      const [dash, end] = this.#text.slice(this.#at, this.#at + 2);
      if (dash !== '-' || end === ']') {
        members.push(toAccepts(low));
        continue;
      }
      this.#at += 1;
      const high = this.#member(this.#take());
      if (typeof low !== 'number' || typeof high !== 'number' || high < low) throw new Error('invalid range');
      members.push((codePoint) => codePoint >= low && codePoint <= high);
    }
    if (members.length === 0) throw new Error('it has an empty class');
    return (codePoint) => members.some((accepts) => accepts(codePoint)) !== negated;
  }

  #member(character: string): number | Accepts {
    if (character === '\\') return this.#escape();
    if (symbols.test(character) || /^[.*+?|$^{}]$/.test(character)) return character.charCodeAt(0);
    throw new Error(`${JSON.stringify(character)} is not supported in a class`);
  }

  /** Adds a character with the quantifier that follows it. */
  #repeat(accepts: Accepts): void {
    const [least, most] = this.#quantifier();
    const unbounded = most === Infinity;
    if (Math.max(least, unbounded ? 1 : most) > maxSteps)
      throw new Error(`it repeats more than ${maxSteps} times`);
    for (let count = 1; count <= least; count += 1)
      this.#program.push({ accepts, optional: false, repeats: unbounded && count === least });
    if (unbounded && least === 0) this.#program.push({ accepts, optional: true, repeats: true });
    for (let count = least; !unbounded && count < most; count += 1)
      this.#program.push({ accepts, optional: true, repeats: false });
  }

  #quantifier(): readonly [least: number, most: number] {
    const character = this.#text[this.#at] ?? '';
    const known = Object.hasOwn(quantifiers, character) ? quantifiers[character] : undefined;
    if (known !== undefined) {
      this.#at += 1;
      return known;
    }
    if (character !== '{') return [1, 1];
    const range = /\{(?=\d|,\d)(\d{0,5})(?:(,) ?(\d{0,5}))?\}/y;
    range.lastIndex = this.#at;
    const match = range.exec(this.#text);
    if (match === null) throw new Error('invalid repetition');
    this.#at = range.lastIndex;
    const [, least = '', comma, most = ''] = match;
    const low = Number(least);
    const high = comma === undefined ? low : most === '' ? Infinity : Number(most);
    if (high < low) throw new Error('invalid repetition');
    return [low, high];
  }
}

function toAccepts(member: number | Accepts): Accepts {
  return typeof member === 'number' ? (codePoint) => codePoint === member : member;
}
