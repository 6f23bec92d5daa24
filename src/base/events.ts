import type { Complete, Draw } from './screen.ts';

/**
 * Events of a running command. Only reporters (src/terminal) turn them into text: `result`, `screen` and `log-line` go
 * to stdout, all others to stderr.
 */
export type Event =
  | { type: 'step-started'; step: string; title: string }
  /** `already`: the work was done before. */
  | {
      type: 'step-done';
      step: string;
      title: string;
      outcome: 'done' | 'already';
      detail?: string;
      seconds: number;
    }
  | { type: 'step-failed'; step: string; title: string; message: string }
  /** A line of a subprocess or of progress inside a running step. */
  | { type: 'step-output'; step: string; line: string }
  | { type: 'message'; level: 'info' | 'warn'; text: string }
  | { type: 'environment-event'; at: Date; severity: string; message: string; instance?: string }
  | LogLine
  /**
   * The newest state of a command that watches. It replaces the one before on a terminal. Elsewhere only a state with
   * `changed` is printed: --json prints `data`, other reporters the lines of `draw`.
   */
  | { type: 'screen'; data: unknown; changed: boolean; draw: Draw }
  /** Result of a command. --json prints `data`, other reporters `text`: a string stays unchanged, for scripts and copies. */
  | { type: 'result'; data: unknown; text: string | Layout };

/** Returns a text for lines of at most `columns`; Infinity: of any length. A reporter wraps the lines that are longer. */
export type Layout = (columns: number, complete?: Complete) => string;

/** One log event of the environment, as `kc-eb logs` shows it. */
export interface LogLine {
  type: 'log-line';
  at: Date;
  /** EC2 instance id, e.g. i-0123456789abcdef0. */
  instance: string;
  /** keycloak, nginx, eb-engine.log, … */
  service: string;
  message: string;
  /** Whether it arrived after later lines were shown. */
  late: boolean;
}
