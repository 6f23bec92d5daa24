/** The built command line as a process, with its own project folder and environment variables. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { writeAccessKey } from '../local-beanstalk/credentials.ts';

export const builtProgram = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Override those of `Project.env`. */
  env?: Readonly<Record<string, string>>;
  /** Receives the process as soon as it runs. */
  onStart?: (child: ChildProcess) => void;
}

/** kc-eb.yaml of a small project; `changes` replace or add top-level keys. */
export function projectYaml(changes: Readonly<Record<string, string>> = {}): string {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret';
  const lines: Record<string, string> = {
    application: 'id',
    environment: 'id-cli',
    region: 'us-east-1',
    keycloak: "{ version: '26.7.3', hostname: 'https://id.example.com' }",
    database: `{ vendor: postgres, host: db.example.com, password: '${arn}:db-AbCdEf' }`,
    admin: `{ password: '${arn}:admin-AbCdEf' }`,
    ...changes,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** One folder for all tests: the ports of projects that run side by side differ. */
export const stateHome = join(tmpdir(), 'kc-eb-cli-state');

export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'kc-eb-cli-'));
  /** First on PATH: holds the programs that stand for others. */
  readonly bin = join(this.folder, '.bin');
  /** All variables of the process: no keys, no profile, no metadata service. */
  readonly env: Record<string, string> = {
    PATH: this.bin,
    HOME: join(this.folder, '.home'),
    AWS_EC2_METADATA_DISABLED: 'true',
    XDG_STATE_HOME: stateHome,
  };

  readonly program: string;

  /** `program` is the script of kc-eb. */
  constructor(files: Readonly<Record<string, string>> = {}, program = builtProgram) {
    this.program = program;
    mkdirSync(this.bin);
    mkdirSync(join(this.folder, '.home'));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /**
   * A stand-in for docker. It writes each command line to `docker.log` and the contexts of its builds to
   * `contexts/`. `cases` are branches of a shell's `case` on its first argument, before its own.
   */
  addEngine(cases = ''): void {
    const script = `#!/bin/sh
PATH=/usr/bin:/bin
printf '%s\\n' "$*" >> '${this.folder}/docker.log'
case "$1" in
${cases}
login) cat > /dev/null; echo 'Login Succeeded' ;;
build) for context in "$@"; do :; done; mkdir -p '${this.folder}/contexts'; cp -r "$context" '${this.folder}/contexts/'; echo 'Successfully built' ;;
*) echo "$1 done" ;;
esac
`;
    writeFileSync(join(this.bin, 'docker'), script);
    chmodSync(join(this.bin, 'docker'), 0o755);
  }

  run(argv: readonly string[], { env = {}, onStart }: RunOptions = {}): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.program, ...argv], {
        cwd: this.folder,
        env: { ...this.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
      child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
      child.once('error', reject);
      child.once('close', (code) => {
        resolve({ exitCode: code ?? -1, stdout, stderr });
      });
      onStart?.(child);
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Starts Local Beanstalk without a container engine. */
export async function startLocal(project: Project, ...flags: readonly string[]): Promise<void> {
  // Below the ports that systems give to connections.
  writeAccessKey(project.folder);
  const port = await freePort(20_000 + Math.floor(Math.random() * 12_000));
  const started = await project.run(['local', 'start', '--reporting-only', '--port', `${port}`, ...flags]);
  expect(started.exitCode, started.stderr).toBe(0);
}

/**
 * Expects a failure that the user can act on. The exit code stands for the kind of the error. `parts` are those of its
 * text that are not prose: values, keys, paths and commands, in any order.
 */
export function expectFailure(run: Run, exitCode: number, ...parts: readonly (string | RegExp)[]): void {
  expect(run.exitCode, run.stderr).toBe(exitCode);
  expect(run.stderr).toMatch(/^error: /m);
  for (const part of parts) expect(run.stderr).toMatch(part);
  // The stack of a bug.
  expect(run.stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
}
