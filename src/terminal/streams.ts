/** Where reporters write. */

/** `isTTY` and `columns`: of terminals. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface Streams {
  stdout: Output;
  stderr: Output;
}

/** `kc-eb logs | head` closes the pipe that we write to: then there is nobody left to tell anything. */
export function processStreams(): Streams {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return { stdout: process.stdout, stderr: process.stderr };
}
