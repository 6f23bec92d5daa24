/**
 * Runs the heartbeat's script with the programs of one image, and nothing else on the path: BusyBox, or what Debian has.
 * The clock is a file: `sleep` advances it and returns at once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const script = resolve('templates/bundle/heartbeat/heartbeat.sh');

/** Name in the toolbox → program on this machine. */
const programs = {
  BusyBox: {
    sh: 'busybox',
    awk: 'busybox',
    wget: 'busybox',
    timeout: 'busybox',
    find: 'busybox',
    rm: 'busybox',
  },
  Debian: { sh: 'dash', awk: 'mawk', wget: 'wget', timeout: 'timeout', find: 'find', rm: 'rm' },
} as const;

export type Image = keyof typeof programs;
export const images = Object.keys(programs) as Image[];

/** Programs that this machine lacks. */
export function missing(image: Image): string[] {
  return [...new Set(Object.values(programs[image]))].filter((program) => pathOf(program) === undefined);
}

function pathOf(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

export interface RunOptions {
  variables: Readonly<Record<string, string>>;
  /** Seconds since 1970 at the start. */
  startsAt: number;
  /** `real`: sleeps in real time. */
  sleep?: 'real';
  /** Seconds in place of each time limit. */
  limit?: number;
}

export class Toolbox {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kc-eb-heartbeat-'));
  readonly #lines: AsyncIterator<string>;
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  constructor(image: Image, { variables, startsAt, sleep, limit }: RunOptions) {
    this.setClock(startsAt);
    for (const [name, program] of Object.entries(programs[image])) {
      symlinkSync(pathOf(program) ?? program, join(this.#folder, name));
    }
    this.#write('date', 'read -r now <"$CLOCK"; echo "$now"');
    if (sleep === 'real') symlinkSync(pathOf('sleep') ?? 'sleep', join(this.#folder, 'sleep'));
    else this.#write('sleep', 'read -r now <"$CLOCK"; echo "$((now + $1))" >"$CLOCK"');
    if (limit !== undefined) {
      const real = join(this.#folder, 'timeout');
      const target = pathOf(programs[image].timeout) ?? '';
      rmSync(real);
      const applet = image === 'BusyBox' ? `${target} timeout` : target;
      this.#write('timeout', `echo "$1" >>"$CLOCK.limits"; shift; exec ${applet} ${limit} "$@"`);
    }
    this.#process = spawn(join(this.#folder, 'sh'), [script], {
      env: { PATH: this.#folder, CLOCK: this.#clock, ...variables },
      stdio: ['ignore', 'pipe', 'ignore'],
      // A process group, which ends with it: outside a container, nothing else ends what it runs.
      detached: true,
    });
    this.#exit = once(this.#process, 'exit');
    const input = this.#process.stdout;
    if (input === null) throw new Error('no output');
    this.#lines = createInterface({ input })[Symbol.asyncIterator]();
  }

  get #clock(): string {
    return join(this.#folder, 'clock');
  }

  /** Seconds since 1970. */
  setClock(seconds: number): void {
    writeFileSync(this.#clock, `${seconds}\n`);
  }

  /** The next line that it prints. */
  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error('The script has ended.');
    return next.value;
  }

  /** The time limits that it gave to its requests, in seconds. */
  limits(): number[] {
    return readFileSync(`${this.#clock}.limits`, 'utf8').trim().split('\n').map(Number);
  }

  /** Sends a signal to the script alone. Resolves with the exit code. */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#process.kill(signal);
    const [code] = await this.#exit;
    return code;
  }

  [Symbol.dispose](): void {
    try {
      process.kill(-(this.#process.pid ?? NaN), 'SIGKILL');
    } catch {
      // All have ended.
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #write(name: string, text: string): void {
    const path = join(this.#folder, name);
    writeFileSync(path, `#!${join(this.#folder, 'sh')}\n${text}\n`);
    chmodSync(path, 0o755);
  }
}
