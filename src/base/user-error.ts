/**
 * Exit codes of expected failures. Any other error is a bug and prints its stack. docs/exit-codes.md documents the
 * codes, and a test compares the two.
 */
export const exitCodes = {
  /** The command line or kc-eb.yaml is wrong; nothing was changed. */
  usage: 2,
  /** AWS rejected the caller: credentials absent or expired, permission missing. */
  credentials: 3,
  /** An AWS call failed for another reason. */
  aws: 4,
  /** Container engine absent, build failed, image rejected by the registry. */
  engine: 5,
  /** Beanstalk carried the deployment out, and it failed. */
  deployment: 6,
  /** Deployment succeeded, but the nodes are not one cluster. */
  verification: 7,
  /** The time limit passed; the operation may continue in AWS. */
  timeout: 8,
  /** Another operation holds the environment. */
  conflict: 9,
  /** Local Beanstalk is not running, cannot start, or runs another database than kc-eb.yaml names. */
  local: 10,
  /** kc-eb doctor found a problem that would make a deploy fail. */
  doctor: 11,
  /** Deployment succeeded, and nothing shows whether the nodes are one cluster. */
  unproven: 12,
  /** Keycloak rejected a login or a request. */
  keycloak: 13,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/** A failure that the user can act on: what failed, the reason (cause), the remedy (hint). */
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
