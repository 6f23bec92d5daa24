/** Repeats requests to one address, as users do during a deployment. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoopResult {
  requests: number;
  /** Any result but 200 → how often. */
  failures: Record<string, number>;
}

const pauseMs = 50;
const timeoutMs = 5_000;

/** Starts at once; the returned function ends it. */
export function startRequestLoop(url: string): () => Promise<LoopResult> {
  const result: LoopResult = { requests: 0, failures: {} };
  const ended = new AbortController();
  const loop = (async () => {
    while (!ended.signal.aborted) {
      const answer = await ask(url);
      result.requests += 1;
      if (answer !== '200') result.failures[answer] = (result.failures[answer] ?? 0) + 1;
      await sleep(pauseMs);
    }
  })();
  return async () => {
    ended.abort();
    await loop;
    return result;
  };
}

async function ask(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.text();
    return String(response.status);
  } catch (error) {
    return error instanceof Error ? error.name : 'error';
  }
}
