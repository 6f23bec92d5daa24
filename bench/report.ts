/** The rows that measures report, and the table of them. */
import { alignColumns } from '../src/base/table.ts';

/** One measured command. */
export interface Row {
  readonly command: string;
  readonly value: number;
  /** Unit of the value and of the goal: `x` for a ratio, MB, lines/s. */
  readonly unit: string;
  /** The bound that the value must keep. A row without one is for reading only. */
  readonly goal?: { readonly most: number } | { readonly least: number };
  /** User and system time of the command and of its subprocesses. */
  readonly cpuMs?: number;
  /** The largest resident set. */
  readonly peakMb?: number;
}

export interface Report {
  row(row: Row): void;
  /** A command that this machine cannot measure, and the reason. */
  skip(command: string, reason: string): void;
  /** A line on stderr. */
  note(text: string): void;
}

/** One file of this folder; main.ts lists them. */
export interface Measure {
  readonly name: string;
  run(report: Report): Promise<void>;
}

export class Rows implements Report {
  readonly #cells: string[][] = [];
  readonly #skipped: string[] = [];
  missed = 0;

  row({ command, value, unit, goal, cpuMs, peakMb }: Row): void {
    const missed = goal !== undefined && ('most' in goal ? !(value <= goal.most) : !(value >= goal.least));
    if (missed) this.missed += 1;
    this.#cells.push([
      command,
      `${shown(value)} ${unit}`,
      goal === undefined
        ? '-'
        : 'most' in goal
          ? `at most ${shown(goal.most)}`
          : `at least ${shown(goal.least)}`,
      goal === undefined ? '-' : missed ? 'missed' : 'met',
      cpuMs === undefined ? '-' : String(Math.round(cpuMs)),
      peakMb === undefined ? '-' : String(Math.round(peakMb)),
    ]);
  }

  skip(command: string, reason: string): void {
    this.#skipped.push(`${command} is not measured: ${reason}`);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  toString(): string {
    const heads = ['COMMAND', 'VALUE', 'GOAL', 'VERDICT', 'CPU MS', 'PEAK MB'];
    return [alignColumns([heads, ...this.#cells]), ...this.#skipped].map((line) => `${line}\n`).join('');
  }
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}
