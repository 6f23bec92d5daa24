import type { Http } from '../ports.ts';

/** A healthy Keycloak answers in milliseconds; one that has just started may take seconds for its first login. */
const timeoutMs = 20_000;

export const fetchHttp: Http = makeFetchHttp(timeoutMs);

/** HTTP by the platform's fetch. Redirects are answers, not followed; no answer in time counts as none: status 0. */
export function makeFetchHttp(limitMs: number): Http {
  return {
    async request({ method, url, headers = {}, body }) {
      const address = new URL(url);
      try {
        const response = await fetch(address, {
          method,
          headers,
          redirect: 'manual',
          signal: AbortSignal.timeout(limitMs),
          ...(body !== undefined && { body }),
        });
        return {
          status: response.status,
          body: await response.text(),
          headers: Object.fromEntries(response.headers),
        };
      } catch (error) {
        return { status: 0, body: reasonOf(error), headers: {} };
      }
    },
  };
}

/** fetch says "fetch failed"; why stands in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
