/** Streams that reporters write to. */

/** `isTTY` and `columns`: only terminals have them. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface Streams {
  stdout: Output;
  stderr: Output;
}

/** Returns the streams of the process. `kc-eb logs | head` closes the pipe: then the process ends. */
export function processStreams(): Streams {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return { stdout: process.stdout, stderr: process.stderr };
}
