/** Commands and files for an instance. */
import type { Docker, DockerResult } from '../base/docker.ts';

export interface ExecOptions {
  cwd?: string;
  input?: string;
  onLine?: (line: string) => void;
}

/** Runs commands in one instance, as root. */
export interface Shell {
  /** Resolves with any exit code. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<DockerResult>;
  /** Copies a file from this machine. */
  copyIn(file: string, target: string): Promise<void>;
}

export function instanceShell(docker: Docker, container: string): Shell {
  return {
    exec(argv, { cwd = '/', input, onLine } = {}) {
      return docker.attempt(
        ['exec', ...(input === undefined ? [] : ['--interactive']), '--workdir', cwd, container, ...argv],
        { ...(input !== undefined && { input }), ...(onLine !== undefined && { onLine }) },
      );
    },
    async copyIn(file, target) {
      await docker.run(['cp', file, `${container}:${target}`]);
    },
  };
}
