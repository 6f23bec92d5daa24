import { drained, type Output } from './streams.ts';

/** Writes the lines of one turn together: a call of the system for each line costs more than the line itself. */
export class JoinedLines {
  readonly #output: Output;
  #text = '';

  constructor(output: Output) {
    this.#output = output;
  }

  /** Adds a line; a microtask writes it. */
  add(line: string): void {
    if (this.#text === '') queueMicrotask(this.flush);
    this.#text += `${line}\n`;
  }

  flush = (): void => {
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#output.write(text);
  };

  /** Waits until the output takes more. */
  ready(signal: AbortSignal): Promise<void> {
    this.flush();
    return drained(this.#output, signal);
  }
}
