/** Requests that the SDK's clients cannot send, e.g. with a browser's headers. */
import { createHash, createHmac } from 'node:crypto';
import { request as send, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { signer } from '../../../src/local-beanstalk/http/signer.ts';
import { localCredentials } from '../credentials.ts';

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

const unsigned = '0'.repeat(64);
const [placeholder, scope] = [/Signature=0+$/, /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//];
const today = (): string => new Date().toISOString().slice(0, 10).replaceAll('-', '');

/** The signature of a client of that service; `call` completes it. */
export function signedFor(service: string): { authorization: string } {
  const credential = `${localCredentials.accessKeyId}/${today()}/us-east-1/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${unsigned}`,
  };
}

/** The query of a presigned request to that service; `call` completes it. */
export function presigned(service: string): string {
  return `sign-for=${service}`;
}

/** botocore's query of a presigned GET, which ends in 60 seconds by default. */
export function presignedByVersion2(path: string, seconds = 60): string {
  const Expires = String(Math.floor(Date.now() / 1000) + seconds);
  const { accessKeyId: AWSAccessKeyId, secretAccessKey } = localCredentials;
  const Signature = createHmac('sha1', secretAccessKey)
    .update(`GET\n\n\n${Expires}\n${path}`)
    .digest('base64');
  return new URLSearchParams({ AWSAccessKeyId, Expires, Signature }).toString();
}

/** Sends the request. It replaces the placeholders of `signedFor` and `presigned` with true signatures. */
export async function call(endpoint: string, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(endpoint);
  const { method = 'GET', path, headers, body } = await signed({ ...raw, headers: { host, ...raw.headers } });
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

async function signed(raw: RawRequest & { headers: OutgoingHttpHeaders }): Promise<RawRequest> {
  const { method = 'GET', path = '/', headers, body = '' } = raw;
  const [file = '', search = ''] = path.split(/\?(.*)/s);
  const parameters = new URLSearchParams(search);
  const toSign = {
    ...{ method, protocol: 'http:', hostname: '', path: file, body },
    query: Object.fromEntries(
      [...parameters.keys()]
        .filter((name) => name !== 'sign-for')
        .map((name) => [name, parameters.getAll(name)]),
    ),
    headers: { host: String(headers.host) },
  };
  const presign = parameters.get('sign-for');
  if (presign !== null) {
    const answer = await signer(localCredentials, presign, 'us-east-1').presign({
      ...{ ...toSign, body: presign === 's3' ? {} : body },
    });
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(answer.query ?? {})) {
      for (const one of [value].flat()) search.append(name, one ?? '');
    }
    return { ...raw, path: `${file}?${search.toString()}` };
  }
  const { authorization = '' } = headers;
  const [, region = '', service] = scope.exec(authorization) ?? [];
  if (!placeholder.test(authorization) || service === undefined) return raw;
  if (!authorization.includes(localCredentials.accessKeyId)) return raw;
  const payload = createHash('sha256').update(body).digest('hex');
  const { headers: added } = await signer(localCredentials, service, region).sign({
    ...toSign,
    headers: {
      ...toSign.headers,
      'x-amz-content-sha256': String(headers['x-amz-content-sha256'] ?? payload),
    },
  });
  return { ...raw, headers: { ...headers, ...added } };
}
