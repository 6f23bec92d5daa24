/** Messages after Ctrl-C. */
import { UserError } from './user-error.ts';

export interface InterruptMessage {
  message: string;
  hint?: string;
}

const onlyLooked: InterruptMessage = { message: 'Interrupted; nothing was changed.' };
const notBegun: InterruptMessage = { message: 'Interrupted before the first change; nothing was changed.' };
const local: InterruptMessage = { message: 'Interrupted.', hint: 'kc-eb local status shows what runs.' };

/** Command name → message, for steps without a message that is more specific. */
const messages: Readonly<Record<string, InterruptMessage>> = {
  ...{ deploy: notBegun, rollback: notBegun, terminate: notBegun },
  ...{ plan: onlyLooked, doctor: onlyLooked, status: onlyLooked, logs: onlyLooked, events: onlyLooked },
  ...{ open: onlyLooked, 'admin-password': onlyLooked },
  verify: { message: 'Interrupted; the cluster is not verified.', hint: 'Run kc-eb verify again.' },
  ...{ start: local, stop: local, reset: local, demo: local },
};

export function interruption(command: string): UserError {
  const { message, ...options } = messages[command] ?? { message: 'Interrupted.' };
  return new UserError('interrupted', message, options);
}

/** The error when a command still runs after the grace period. */
export function abandoned(): UserError {
  return new UserError('interrupted', 'Interrupted. Local work has stopped; operations in AWS continue.', {
    hint: 'Run the same command again to continue.',
  });
}

/** The message for changing calls: kc-eb may not have received Beanstalk's response. */
export function changeContinues(environment: string): InterruptMessage {
  return {
    message: `Interrupted. The operation on environment ${environment} may continue in AWS.`,
    hint: 'Watch it with kc-eb events --follow. The same command again follows it to its end.',
  };
}

/**
 * Runs `work`. When Ctrl-C ends it, throws UserError 'interrupted' with this message, unless `work` threw a more specific
 * one. Other failures after Ctrl-C are consequences: subprocesses receive the signal as well.
 */
export async function withInterruptMessage<T>(
  { signal }: { signal: AbortSignal },
  { message, ...options }: InterruptMessage,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const explained = error instanceof UserError && error.kind === 'interrupted' && error !== signal.reason;
    if (!signal.aborted || explained) throw error;
    throw new UserError('interrupted', message, options);
  }
}
