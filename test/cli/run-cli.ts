/** The real command line as a subprocess, in a project folder of its own and with an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const program = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Over those of `Project.env`. */
  env?: Readonly<Record<string, string>>;
  /** Gets the process as soon as it runs. */
  onStart?: (child: ChildProcess) => void;
}

/** kc-eb.yaml of a small project; `changes` replace lines by their beginning, or add them at the end. */
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

export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'kc-eb-cli-'));
  /** First on PATH; programs that stand for others go here. */
  readonly bin = join(this.folder, '.bin');
  /** All that the command line gets: no keys, no profile, no metadata service. */
  readonly env: Record<string, string> = {
    PATH: this.bin,
    HOME: join(this.folder, '.home'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };

  constructor(files: Readonly<Record<string, string>> = {}) {
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
   * A program that answers as docker does, writes each command line to `docker.log` and the contexts of its builds to
   * `contexts/`; `cases` are branches of a shell's `case` on its first argument, before its own.
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
      const child = spawn(process.execPath, [program, ...argv], {
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

/** Starts Local Beanstalk without an engine; gives what ends it. */
export async function startLocal(project: Project, ...flags: readonly string[]): Promise<void> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const started = await project.run(['local', 'start', '--reporting-only', '--port', `${port}`, ...flags]);
  expect(started).toMatchObject({ exitCode: 0 });
}

/** A failure that the user can act on: its code, its words, and nothing of our own insides. */
export function expectFailure(run: Run, exitCode: number, message: RegExp): void {
  expect(run.stderr).toMatch(message);
  expect(run.stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(run.stderr).not.toContain('This is a bug');
  expect(run.exitCode).toBe(exitCode);
}
