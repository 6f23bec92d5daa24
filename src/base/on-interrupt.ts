import { UserError } from './user-error.ts';

export interface InterruptMessage {
  message: string;
  hint?: string;
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

/** The message for changing calls: kc-eb may not have received Beanstalk's response. */
export function changeContinues(environment: string): InterruptMessage {
  return {
    message: `Interrupted. The operation on environment ${environment} may continue in AWS.`,
    hint: 'Watch it with kc-eb events --follow. The same command again follows it to its end.',
  };
}
