/** Streams that reporters write to. */

/** `isTTY`, `columns` and `rows`: only terminals have them. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
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

/** Returns the streams of the process. `kc-eb logs | head` closes the pipe: then the process ends. */
export function processStreams(): Streams {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    get stdin() {
      return process.stdin;
    },
  };
}
