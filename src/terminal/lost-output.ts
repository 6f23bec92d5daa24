/** Ends the process when nothing takes its results. */
import { exitCodes, messageOf } from '../base/user-error.ts';

/**
 * Watches the streams of the process. `kc-eb logs | head` closes the pipe: the process ends with exit code 0. A full disk
 * below the results is an error, because they are incomplete. Without a reader of the messages, the command continues.
 * This file is loaded before every command and imports no other text: the failure must not wait for a file.
 */
export function watchOutput({ isJson }: { isJson: () => boolean }): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    const failure = {
      ...{ type: 'error', kind: 'usage', message: 'Standard output cannot be written.' },
      causes: [messageOf(error)],
      hint: 'Find the full disk with df -h, or write to another file, and run the command again.',
      exitCode: exitCodes.usage,
    };
    process.stderr.write(
      isJson()
        ? `${JSON.stringify(failure)}\n`
        : `error: ${failure.message}\n  because: ${failure.causes.join()}\nhint: ${failure.hint}\n`,
    );
    process.exit(failure.exitCode);
  });
}
