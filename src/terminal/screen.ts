/** Shows the screens of commands that watch: full-screen on a terminal, a block of lines a change elsewhere. */
import { emitKeypressEvents } from 'node:readline';
import ansi from 'ansi-escapes';
import { onExit } from 'signal-exit';
import type { Event } from '../base/events.ts';
import { lineWidth } from '../base/fit.ts';
import type { Draw, Line, Tone } from '../base/screen.ts';
import type { Colors } from './format.ts';
import type { Input, Output, Streams } from './streams.ts';

export interface Screen {
  show(event: Extract<Event, { type: 'screen' }>): void;
  /** Returns the terminal to lines. The next screen takes it again. */
  close(): void;
}

/** Ages are counted in seconds. */
const tickMs = 1_000;
/** Fewer rows leave no place for the help. */
const helpRows = 8;
const help = (key: string): Line => [{ text: `Press ${key} to end.`, tone: 'dim' }];

/** Writes each changed state as lines, with the time above and an empty line below. */
export function screenBlocks({ stdout }: Streams, colors: Colors): Screen {
  return {
    show({ changed, draw }) {
      if (!changed) return;
      const now = new Date();
      const lines = draw({ columns: stdout.columns || Infinity, rows: Infinity, now });
      const text = lines.map((line) => painted(line, colors)).join('\n');
      stdout.write(`${colors.dim(now.toISOString())}\n${text}\n\n`);
    },
    close: () => undefined,
  };
}

/** Does what Ctrl-C does where the keyboard is not raw. */
function interruptProcess(): void {
  process.emit('SIGINT');
}

/**
 * Draws changed lines on the terminal's alternate screen. q and Ctrl-C interrupt. However the process ends, the terminal
 * gets its first screen, the cursor and the keyboard back; only SIGKILL and SIGSTOP leave no chance.
 */
export class FullScreen implements Screen {
  readonly #stdout: Output;
  readonly #stdin: Input | undefined;
  readonly #colors: Colors;
  readonly #interrupt: () => void;
  #draw: Draw | undefined;
  #shown: readonly string[] = [];
  /** Undo `#enter`. */
  #releases: (() => void)[] = [];
  #ended = false;

  constructor({ stdout, stdin }: Streams, colors: Colors, interrupt = interruptProcess) {
    this.#stdout = stdout;
    this.#stdin = stdin;
    this.#colors = colors;
    this.#interrupt = interrupt;
  }

  show({ draw }: Pick<Parameters<Screen['show']>[0], 'draw'>): void {
    if (this.#ended) return;
    const opens = this.#draw === undefined;
    this.#draw = draw;
    if (opens) this.#enter();
    else this.#redraw();
  }

  close = (): void => {
    if (this.#draw === undefined) return;
    this.#draw = undefined;
    for (const release of this.#releases.splice(0).reverse()) release();
  };

  #enter(): void {
    const stdout = this.#stdout;
    stdout.write(ansi.enterAlternativeScreen + ansi.cursorHide);
    const timer = setInterval(() => {
      this.#redraw();
    }, tickMs);
    process.once('uncaughtExceptionMonitor', this.close);
    // The program that stopped this one may have drawn.
    process.on('SIGCONT', this.#redrawAll);
    stdout.on('resize', this.#redrawAll);
    this.#releases = [
      () => stdout.write(ansi.cursorShow + ansi.exitAlternativeScreen),
      onExit(this.close),
      () => process.off('uncaughtExceptionMonitor', this.close),
      () => process.off('SIGCONT', this.#redrawAll),
      () => stdout.off('resize', this.#redrawAll),
      this.#takeKeys(),
      () => {
        clearInterval(timer);
      },
    ];
    this.#redrawAll();
  }

  /** Returns what gives the keyboard back. */
  #takeKeys(): () => void {
    const stdin = this.#stdin;
    if (stdin?.isTTY !== true) return () => undefined;
    const end = (): void => {
      this.#ended = true;
      this.close();
      this.#interrupt();
    };
    const onKey = (
      _text: string | undefined,
      { name, ctrl = false }: { name?: string; ctrl?: boolean },
    ): void => {
      if (name === 'q' || (ctrl && name === 'c')) end();
      else if (ctrl && name === 'l') this.#redrawAll();
    };
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', onKey);
    stdin.once('end', end);
    stdin.once('error', end);
    stdin.resume();
    return () => {
      stdin.off('keypress', onKey);
      stdin.off('end', end);
      stdin.off('error', end);
      stdin.setRawMode(false);
      stdin.pause();
    };
  }

  #redrawAll = (): void => {
    this.#shown = [];
    this.#redraw(ansi.clearViewport);
  };

  #redraw(before = ''): void {
    if (this.#draw === undefined) return;
    const lines = this.#lines(this.#draw);
    const changes = lines.map((line, row) => (line === this.#shown[row] ? '' : ansi.cursorTo(0, row) + line));
    this.#shown = lines;
    const text = before + changes.join('');
    if (text !== '') this.#stdout.write(ansi.synchronizedOutput(text));
  }

  /** A text for each row of the terminal. */
  #lines(draw: Draw): string[] {
    // A terminal without a size reports 0.
    const columns = this.#stdout.columns || 80;
    const height = this.#stdout.rows || 24;
    const rows = height < helpRows ? height : height - 1;
    const drawn = draw({ columns, rows, now: new Date() });
    // Standard input may be a file; then the terminal itself takes Ctrl-C.
    const last = rows < height ? help(this.#stdin?.isTTY === true ? 'q' : 'Ctrl-C') : [];
    return Array.from({ length: height }, (_, row) => {
      const line = drawn[row] ?? (row === height - 1 ? last : []);
      // After a full line, the sequence would erase its last character.
      return painted(line, this.#colors) + (lineWidth(line) < columns ? ansi.eraseEndLine : '');
    });
  }
}

function painted(line: Line, colors: Colors): string {
  const paint: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: colors.bold,
    dim: colors.dim,
    good: colors.green,
    warn: colors.yellow,
    bad: colors.red,
  };
  return line.map(({ text, tone }) => paint[tone](text)).join('');
}
