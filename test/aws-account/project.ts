/** A project of kc-eb in a folder. Steps change kc-eb.yaml and run the built command line, as a user would. */
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const launcher = fileURLToPath(new URL('../../bin/kc-eb.js', import.meta.url));

export interface Run {
  readonly exitCode: number;
  /** The JSON documents of stdout. */
  readonly results: readonly unknown[];
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** Resolves with any exit code. Ctrl-C ends kc-eb as well, and its end is awaited. */
export function runKcEb(
  folder: string,
  argv: readonly string[],
  { env = {}, signal, onLine = () => undefined }: RunOptions,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...argv, '--json'], {
      ...{ cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] as const },
      env: { ...process.env, ...env },
    });
    const end = (): void => {
      child.kill('SIGTERM');
    };
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
    let [stdout, stderr, line] = ['', '', ''];
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
      const lines = (line + data.toString()).split('\n');
      line = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve({ exitCode: code ?? 130, results: documents(stdout), stderr });
    });
  });
}

function documents(stdout: string): unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{') || line.startsWith('['))
    .map((line): unknown => JSON.parse(line));
}

type Yaml = Readonly<Record<string, unknown>>;

export interface TestProject {
  readonly folder: string;
  /** Writes kc-eb.yaml: the base, with `changes` merged key by key at two levels. */
  configure(changes?: Yaml): Promise<Yaml>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** A command of kc-eb with any exit code. */
  attempt(...argv: string[]): Promise<Run>;
  /** A command that must succeed; throws with its errors otherwise. */
  kcEb(...argv: string[]): Promise<Run>;
  /** kc-eb deploy; verified by heartbeats where instances send them. */
  deploy(): Promise<Run>;
}

export interface ProjectOptions extends RunOptions {
  readonly folder: string;
  /** kc-eb.yaml */
  readonly base: () => Yaml;
  /** Flags of each command of the project. */
  readonly flags: readonly string[];
  readonly verifies: boolean;
  /** Receives each command with its outcome. */
  readonly record: (command: string, run: Run) => void;
}

export function testProject({
  folder,
  base,
  flags,
  verifies,
  record,
  ...options
}: ProjectOptions): TestProject {
  const project: TestProject = {
    folder,
    async configure(changes = {}) {
      const yaml = merge(base(), changes);
      await project.write('kc-eb.yaml', stringify(yaml));
      return yaml;
    },
    async write(path, text) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    },
    remove: (path) => rm(join(folder, path), { recursive: true, force: true }),
    async attempt(...argv) {
      const run = await runKcEb(folder, [...argv, ...flags], options);
      record(`kc-eb ${argv.join(' ')}`, run);
      options.signal?.throwIfAborted();
      return run;
    },
    async kcEb(...argv) {
      const run = await project.attempt(...argv);
      if (run.exitCode === 0) return run;
      throw new Error(`kc-eb ${argv.join(' ')}: exit code ${run.exitCode}. ${errorIn(run.stderr)}`);
    },
    async deploy() {
      // The probe needs a certificate: Keycloak rejects logins from public addresses by plain HTTP.
      const run = await project.kcEb('deploy', '--no-verify', '--yes');
      if (verifies) await project.kcEb('verify', '--no-probe');
      return run;
    },
  };
  return project;
}

/** The message of the failure, which --json prints as the last document. */
export function errorIn(stderr: string): string {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  try {
    const { error, message } = JSON.parse(last) as { error?: unknown; message?: unknown };
    return typeof message === 'string' ? message : typeof error === 'string' ? error : last;
  } catch {
    return last;
  }
}

function merge(base: Yaml, changes: Yaml): Yaml {
  const isMap = (value: unknown): value is Yaml =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged = Object.entries(changes).map(([key, value]) => {
    const before = base[key];
    return [key, isMap(before) && isMap(value) ? { ...before, ...value } : value];
  });
  return { ...base, ...(Object.fromEntries(merged) as Yaml) };
}
