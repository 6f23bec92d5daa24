/**
 * What use-cases say while they work. Only reporters (src/terminal) turn these into text:
 * progress and messages to stderr, `result` and `log-line` to stdout.
 */
export type Event =
  | { type: 'step-started'; step: string; title: string }
  /** `already`: the step found its work done and did nothing. */
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
  /** The answer of a command. `data` is printed by --json, `text` otherwise; both to stdout. */
  | { type: 'result'; data: unknown; text: string };

/** One log event of the environment, as `kc-eb logs` shows it. */
export interface LogLine {
  type: 'log-line';
  at: Date;
  /** EC2 instance id, e.g. i-0123456789abcdef0. */
  instance: string;
  /** keycloak, nginx, eb-engine.log, … */
  service: string;
  message: string;
  /** It came after later lines had been shown. */
  late: boolean;
}
