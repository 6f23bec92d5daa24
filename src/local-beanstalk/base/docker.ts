/** Docker's command line, as Local Beanstalk uses it. */
import { execa, ExecaError } from 'execa';
import { UserError } from '../../base/user-error.ts';

interface DockerOptions {
  /** Written to standard input; secrets go this way, never on argv. */
  input?: string;
  /** Called for each line of stdout and stderr when it arrives. */
  onLine?: (line: string) => void;
  env?: Readonly<Record<string, string>>;
  /** Kills the command when aborted. */
  signal?: AbortSignal;
}

export interface DockerResult {
  exitCode: number;
  /** Lines of stdout and stderr in order of arrival. */
  lines: readonly string[];
}

export interface Docker {
  /** Returns stdout without the last newline; rejects with UserError 'engine' on a non-zero exit. */
  run(argv: readonly string[], options?: DockerOptions): Promise<string>;
  /** Resolves with any exit code; that of a killed command is -1. */
  attempt(argv: readonly string[], options?: DockerOptions): Promise<DockerResult>;
  /** Feeds the stdout of a command line to docker with the arguments `to`. */
  pipe(from: readonly [program: string, ...argv: string[]], to: readonly string[]): Promise<void>;
}

export function dockerCommand(program = 'docker'): Docker {
  return {
    async run(argv, options = {}) {
      try {
        const { stdout } = await execa(program, argv, execaOptions(options));
        return stdout;
      } catch (error) {
        throw failure(program, argv, error);
      }
    },
    async attempt(argv, options = {}) {
      const child = execa(program, argv, { ...execaOptions(options), all: true, reject: false });
      const lines: string[] = [];
      for await (const line of child.iterable({ from: 'all' })) {
        lines.push(line);
        options.onLine?.(line);
      }
      const result = await child;
      if (result.code === 'ENOENT') throw failure(program, argv, result);
      return { exitCode: result.exitCode ?? -1, lines };
    },
    async pipe([source, ...argv], to) {
      try {
        await execa(source, argv, { buffer: { stdout: false } }).pipe(program, to, {
          buffer: { stdout: false },
        });
      } catch (error) {
        // The error of the source explains more.
        const first = error instanceof ExecaError ? error.pipedFrom.find(({ failed }) => failed) : undefined;
        throw first === undefined ? failure(program, to, error) : failure(source, argv, first);
      }
    },
  };
}

function execaOptions({ input, env, signal }: DockerOptions) {
  return {
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    ...(env !== undefined && { env }),
    ...(signal !== undefined && { cancelSignal: signal }),
  };
}

function failure(program: string, argv: readonly string[], error: unknown): unknown {
  if (!(error instanceof ExecaError)) return error;
  if (error.code === 'ENOENT') {
    return new UserError('engine', `${program} not found on PATH.`, {
      hint: 'Install Docker.',
      cause: error,
    });
  }
  const stderr = typeof error.stderr === 'string' ? error.stderr : '';
  const reason = stderr.trim().split('\n').slice(-5).join('\n') || error.shortMessage;
  return new UserError('engine', `${program} ${argv.slice(0, 2).join(' ')} failed: ${reason}`, {
    cause: error,
  });
}
