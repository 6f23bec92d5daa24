/** Runs kc-eb's own commands as a user would, in a folder. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { UserError } from '../base/user-error.ts';
import type { Reporter } from '../ports.ts';
import { forwardedEvent } from './forward-event.ts';

const launcher = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));

export interface CommandResult {
  exitCode: number;
  /** The results it printed with --json, one a line. */
  results: readonly unknown[];
}

/** Its progress and messages go to `reporter` as they come; `expected` lists the exit codes that are fine. */
export async function runKcEb(
  folder: string,
  argv: readonly string[],
  reporter: Reporter,
  { signal, expected = [0] }: { signal?: AbortSignal; expected?: readonly number[] } = {},
): Promise<CommandResult> {
  const child = execa(process.execPath, [launcher, ...argv, '--json'], {
    cwd: folder,
    stdin: 'ignore',
    reject: false,
    ...(signal !== undefined && { cancelSignal: signal, forceKillAfterDelay: false }),
  });
  for await (const line of child.iterable({ from: 'stderr' })) reporter.emit(forwardedEvent(line));
  const { exitCode = 130, stdout } = await child;
  if (!expected.includes(exitCode)) {
    throw new UserError('local', `kc-eb ${argv.join(' ')} ended with exit code ${exitCode}.`, {
      hint: `The project is ${folder}.`,
    });
  }
  return { exitCode, results: parseResults(stdout) };
}

/** One document a line, or one over many lines. */
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
