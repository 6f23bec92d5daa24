import { lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import type { Http } from '../ports.ts';

/** Limit of a request. A healthy Keycloak answers in milliseconds, and takes seconds for the first login after a start. */
const timeoutMs = 20_000;

/** Above any answer of Keycloak's administration API that kc-eb requests. */
const limitBytes = 8 * 1024 * 1024;

export const systemHttp: Http = makeHttp(timeoutMs);

/** HTTP by Node's own client. Redirects are returned, not followed; a request without a response in time, or with more
 * than 8 MB, has status 0. */
export function makeHttp(limitMs: number): Http {
  return {
    async request({ method, url, headers, body, connectTo }) {
      const address = new URL(url);
      const signal = AbortSignal.timeout(limitMs);
      const options: RequestOptions = {
        method,
        // Rules of AWS WAF block requests without a user agent.
        headers: { accept: '*/*', 'user-agent': 'kc-eb', ...headers },
        signal,
        // A pooled connection of the same name might lead to another host than connectTo.
        agent: false,
        ...(connectTo !== undefined && {
          lookup: (_name, dns, done) => {
            lookup(connectTo, dns, done);
          },
        }),
      };
      const send = address.protocol === 'https:' ? requestHttps : requestHttp;
      try {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          send(address, options, resolve).on('error', reject).end(body);
        });
        return {
          status: response.statusCode ?? 0,
          body: await textOf(response),
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
        };
      } catch (error) {
        return { status: 0, body: reasonOf(signal.aborted ? signal.reason : error), headers: {} };
      }
    },
  };
}

/** Rejects for an answer that no Keycloak gives: a server could otherwise fill the memory. */
async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > limitBytes) throw new Error(`the answer is longer than ${limitBytes / 1024 / 1024} MB`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The message of an error; the error of a host with several addresses only has a code. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return message === '' ? String(code) : message;
}
