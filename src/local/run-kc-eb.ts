/** Runs a kc-eb command in a folder, as a user would. */
import { execa } from 'execa';
import { UserError } from '../base/user-error.ts';
import { packageFile } from '../package.ts';
import type { Reporter } from '../ports.ts';
import { forwardedEvent } from './forward-event.ts';

const launcher = packageFile('bin/kc-eb.js');

export interface CommandResult {
  exitCode: number;
  /** The results on stdout. */
  results: readonly unknown[];
}

/** Passes progress and messages to `reporter`. Throws UserError 'local' for an exit code that is not `expected`. */
export async function runKcEb(
  folder: string,
  argv: readonly string[],
  reporter: Reporter,
  { signal, expected = [0] }: { signal?: AbortSignal; expected?: readonly number[] } = {},
): Promise<CommandResult> {
  const child = execa(process.execPath, [launcher, ...argv, '--json'], {
    cwd: folder,
    stdin: 'ignore',
    // The project there has no environments.
    env: { KC_EB_ENVIRONMENT: '' },
    reject: false,
    ...(signal !== undefined && { cancelSignal: signal, forceKillAfterDelay: false }),
  });
  for await (const line of child.iterable({ from: 'stderr' })) reporter.emit(forwardedEvent(line));
  const { exitCode = 130, stdout } = await child;
  if (!expected.includes(exitCode)) {
    throw new UserError('local', `kc-eb ${argv.join(' ')} failed with exit code ${exitCode}.`, {
      hint: `The project is ${folder}.`,
    });
  }
  return { exitCode, results: parseResults(stdout) };
}

/** One document on each line, or one on several lines. */
function parseResults(stdout: string): unknown[] {
  if (stdout.trim() === '') return [];
  try {
    return [JSON.parse(stdout)];
  } catch {
    return stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  }
}
