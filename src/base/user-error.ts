/**
 * Expected failures. Anything that is not a UserError is a bug of ours and shows its stack.
 * Exit codes are documented in docs/exit-codes.md; a test keeps the two in step.
 */
export const exitCodes = {
  /** The command line or kc-eb.yaml is wrong; nothing was touched. */
  usage: 2,
  /** AWS said no: credentials absent or expired, permission missing. */
  credentials: 3,
  /** An AWS call failed for another reason. */
  aws: 4,
  /** Container engine absent, build failed, registry refused. */
  engine: 5,
  /** Beanstalk carried the deployment out, and it failed. */
  deployment: 6,
  /** Deployed, but the nodes are not one cluster. */
  verification: 7,
  /** The time allowed ran out; the work may still go on in AWS. */
  timeout: 8,
  /** Another operation holds the environment. */
  conflict: 9,
  /** Local Beanstalk is not running, cannot start, or runs another database than kc-eb.yaml names. */
  local: 10,
  /** kc-eb doctor found what would make a deploy fail. */
  doctor: 11,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/** A failure the user can act on: what happened, why (cause), what to do (hint). */
export class UserError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.kind = kind;
    this.hint = options.hint;
  }
}

/** The one-line message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
