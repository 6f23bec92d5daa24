import type { Reading } from './check.ts';
import { messageOf, UserError } from '../base/user-error.ts';

/** What `ask` gives, or why it failed; a bug of ours and Ctrl-C are thrown on. */
export async function reading<T>(ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (isBug(error) || (error instanceof UserError && error.kind === 'interrupted')) throw error;
    return { unread: messageOf(error).split('\n')[0] ?? '' };
  }
}

/** The SDK marks what comes of an answer, its parser's own errors included. */
function isBug(error: unknown): boolean {
  const programming =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return programming && !('$metadata' in error);
}

/** As `reading`, for what needs an answer that may not be there. */
export async function readingAfter<A, T>(
  first: Reading<A>,
  ask: (value: A) => Promise<T>,
): Promise<Reading<T>> {
  return 'unread' in first ? first : reading(() => ask(first.value));
}
