/** Requests that the SDK's clients cannot send, e.g. with a browser's headers. */
import { request as send, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { localCredentials } from '../../../src/local-beanstalk/base/credentials.ts';

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** The code of an error in XML. */
  code: string | undefined;
}

/** The signature of a client of that service; nothing verifies it. */
export function signedFor(service: string): { authorization: string } {
  const scope = `${localCredentials.accessKeyId}/20261124/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}

export function call(endpoint: string, { method = 'GET', path = '/', headers, body }: RawRequest) {
  const { hostname, port } = new URL(endpoint);
  return new Promise<RawAnswer>((resolve, reject) => {
    // Not by URL, which would resolve ".." in a path.
    const request = send({ hostname, port, method, path, headers, agent: false }, (answer) => {
      text(answer).then((received) => {
        const code = /<Code>(.*?)<\/Code>/.exec(received)?.[1];
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received, code });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
