/** Runs kc-eb's own commands as a user would, in a folder. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { UserError } from '../../core/errors.ts';

const launcher = fileURLToPath(new URL('../../../bin/kc-eb.js', import.meta.url));

export interface CommandResult {
  exitCode: number;
  /** The results it printed with --json, one a line. */
  results: readonly unknown[];
}

/** Progress and messages go to this process's stderr as they come; `expected` lists the exit codes that are fine. */
export async function runKcEb(
  folder: string,
  argv: readonly string[],
  { signal, expected = [0] }: { signal?: AbortSignal; expected?: readonly number[] } = {},
): Promise<CommandResult> {
  const { exitCode = 130, stdout } = await execa(process.execPath, [launcher, ...argv, '--json'], {
    cwd: folder,
    stdin: 'ignore',
    stderr: 'inherit',
    reject: false,
    ...(signal !== undefined && { cancelSignal: signal, forceKillAfterDelay: false }),
  });
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
