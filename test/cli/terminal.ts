/** The command line on a terminal of a given width: util-linux's script gives one, and the test types the keys. */
import { spawn } from 'node:child_process';
import { builtProgram, type Project } from './run-cli.ts';

export interface Typed {
  /** Begin of the text after which the keys are typed. */
  after: string;
  keys: string;
}

/** Returns the exit code, and all that the terminal showed. */
export function onTerminal(
  project: Project,
  argv: readonly string[],
  typed: readonly Typed[],
  columns = 80,
): Promise<{ exitCode: number; shown: string }> {
  const command = `stty columns ${columns} rows 40; exec ${process.execPath} ${builtProgram} ${argv.join(' ')}`;
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
      cwd: project.folder,
      env: { ...project.env, PATH: `${project.env.PATH ?? ''}:/usr/bin:/bin`, TERM: 'xterm' },
    });
    let shown = '';
    let seen = 0;
    const left = [...typed];
    child.stdout.on('data', (data: Buffer) => {
      shown += data.toString();
      const [next] = left;
      const at = next === undefined ? -1 : shown.indexOf(next.after, seen);
      if (next === undefined || at === -1) return;
      seen = at + next.after.length;
      left.shift();
      child.stdin.write(next.keys);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ exitCode: code ?? -1, shown });
    });
  });
}
