import { lookup } from 'node:dns';
import type { Dispatcher } from 'undici';
import type { Http } from '../ports.ts';

/** A healthy Keycloak answers in milliseconds; one that has just started may take seconds for its first login. */
const timeoutMs = 20_000;

export const fetchHttp: Http = makeFetchHttp(timeoutMs);

/**
 * HTTP by undici, which the platform's own fetch is made of. Redirects are answers, not followed; no answer in time
 * counts as none: status 0.
 */
export function makeFetchHttp(limitMs: number): Http {
  return {
    async request({ method, url, headers = {}, body, connectTo }) {
      const address = new URL(url);
      const dispatcher = connectTo === undefined ? undefined : await connectingTo(connectTo);
      const { fetch } = await import('undici');
      try {
        const response = await fetch(address, {
          method,
          headers,
          redirect: 'manual',
          signal: AbortSignal.timeout(limitMs),
          ...(body !== undefined && { body }),
          ...(dispatcher !== undefined && { dispatcher }),
        });
        return {
          status: response.status,
          body: await response.text(),
          headers: Object.fromEntries(response.headers),
        };
      } catch (error) {
        return { status: 0, body: reasonOf(error), headers: {} };
      } finally {
        await dispatcher?.destroy();
      }
    },
  };
}

/** Whatever name is asked for, the address is that of `host`. */
async function connectingTo(host: string): Promise<Dispatcher> {
  const { Agent } = await import('undici');
  return new Agent({
    connect: {
      lookup: (_name, options, done) => {
        lookup(host, options, done);
      },
    },
  });
}

/** fetch says "fetch failed"; why stands in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
