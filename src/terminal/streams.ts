/** Streams that reporters write to. */
import { once } from 'node:events';

/** `isTTY`, `columns` and `rows`: only terminals have them. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** Whether a write has returned false since the last drain. */
  readonly writableNeedDrain?: boolean;
};

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A terminal's keyboard, or anything else. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode(raw: boolean): unknown };

export interface Streams {
  stdout: Output;
  stderr: Output;
  /** Opened at its first use. */
  readonly stdin?: Input;
}

/** A narrower text has no form. */
const leastColumns = 20;

/**
 * Returns the columns of a line: COLUMNS, as POSIX has it, or those of the terminal. A pipe without COLUMNS has no limit,
 * because programs read it.
 */
export function columnsOf(output: Output, { COLUMNS: given }: Environment): number {
  const columns = /^[1-9]\d*$/.test(given ?? '') ? Number(given) : output.isTTY === true ? output.columns : 0;
  return columns ? Math.max(leastColumns, columns) : Infinity;
}

/** Waits until a slow reader has taken what was written. Rejects with the reason of the signal when it is aborted. */
export async function drained(output: Output, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (output.writableNeedDrain !== true) return;
  await once(output, 'drain', { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** Follows https://no-color.org: NO_COLOR that is set and not empty means no colour. */
export function isColored(output: Output, environment: Environment): boolean {
  return output.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** Returns the streams of the process. */
export function processStreams(): Streams {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    get stdin() {
      return process.stdin;
    },
  };
}
