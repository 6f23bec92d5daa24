import { UserError } from './user-error.ts';

export interface InterruptedWords {
  message: string;
  hint?: string;
}

/**
 * Does it; where Ctrl-C ends it, these words say what goes on without kc-eb and how to come back to it, unless
 * something within has said so. What else fails after Ctrl-C (subprocesses get it, too) is no news.
 */
export async function sayingWhenInterrupted<T>(
  { signal }: { signal: AbortSignal },
  { message, ...options }: InterruptedWords,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const told = error instanceof UserError && error.kind === 'interrupted' && error !== signal.reason;
    if (!signal.aborted || told) throw error;
    throw new UserError('interrupted', message, options);
  }
}

/** Of calls that change an environment: whether one was accepted may not be known. */
export function mayGoOn(environment: string): InterruptedWords {
  return {
    message: `Interrupted. What was begun with environment ${environment} goes on in AWS.`,
    hint: 'kc-eb events --follow watches it, and the same command again follows it to its end.',
  };
}
