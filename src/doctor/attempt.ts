import { explainAwsError } from '../aws/explain-error.ts';
import type { Reading } from './check.ts';
import { messageOf, UserError } from '../base/user-error.ts';

/** Returns the answer of `ask`, or why it failed. Rethrows bugs of kc-eb and Ctrl-C. */
export async function reading<T>(ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (isBug(error) || (error instanceof UserError && error.kind === 'interrupted')) throw error;
    const explained = explainAwsError(error);
    const { hint } = Object(explained) as { hint?: string };
    return { unread: messageOf(explained).split('\n')[0] ?? '', ...(hint !== undefined && { hint }) };
  }
}

/** The SDK marks errors of responses, including those of its parser. */
function isBug(error: unknown): boolean {
  const programming =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return programming && !('$metadata' in error);
}

/** Reads what depends on another reading; returns the failure of that one. */
export async function readingAfter<A, T>(
  first: Reading<A>,
  ask: (value: A) => Promise<T>,
): Promise<Reading<T>> {
  return 'unread' in first ? first : reading(() => ask(first.value));
}
