/** Turns a request of Node's HTTP server into one for services. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ApiRequest } from './service.ts';
import { AwsChunkedBody } from './aws-chunked.ts';
import { maxBodyBytes, readAtMost } from './body-limit.ts';

export function readRequest(message: IncomingMessage): ApiRequest {
  // Not by URL, which would resolve ".." in an object's key.
  const [path, query] = splitOnce(message.url ?? '/', '?');
  const headers = readHeaders(message);
  const chunked = isChunked(headers) ? new AwsChunkedBody() : undefined;
  // Read on demand, so after the signature of the headers is verified. The connection survives an error: the client gets it.
  const stream =
    chunked === undefined
      ? message
      : Readable.from(chunked.decode(message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>));
  let body: Promise<Buffer> | undefined;
  return {
    method: message.method ?? 'GET',
    path: decodePath(path),
    query: new URLSearchParams(query),
    headers,
    stream,
    ...(chunked !== undefined && { chunked }),
    body: () => (body ??= readAtMost(stream, maxBodyBytes)),
    requestId: randomUUID(),
    remoteAddress: message.socket.remoteAddress ?? '',
  };
}

function isChunked(headers: Readonly<Record<string, string>>): boolean {
  return (
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    headers['content-encoding']?.split(',').some((one) => one.trim() === 'aws-chunked') === true
  );
}

function readHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

/** Empty for an invalid percent encoding. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
