/** Streams that reporters write to. */

/** `isTTY`, `columns` and `rows`: only terminals have them. */
export type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** A terminal's keyboard, or anything else. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode(raw: boolean): unknown };

export interface Streams {
  stdout: Output;
  stderr: Output;
  /** Opened at its first use. */
  readonly stdin?: Input;
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
