import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats `read` until it returns a value, and returns that. undefined after the timeout. */
export async function pollUntil<T>(
  read: () => T | undefined | Promise<T | undefined>,
  { everyMs, timeoutMs }: { everyMs: number; timeoutMs: number },
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined || Date.now() > deadline) return value;
    await sleep(everyMs);
  }
}
