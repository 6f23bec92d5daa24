/** Turns a request of Node's HTTP server into one for services. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { ApiRequest } from './service.ts';
import { AwsChunkedDecoder } from './aws-chunked.ts';
import { maxBodyBytes, readAtMost } from './body-limit.ts';

export function readRequest(message: IncomingMessage): ApiRequest {
  // Not by URL, which would resolve ".." in an object's key.
  const [path, query] = splitOnce(message.url ?? '/', '?');
  const headers = readHeaders(message);
  const stream = decode(message, headers);
  let body: Promise<Buffer> | undefined;
  return {
    method: message.method ?? 'GET',
    path: decodePath(path),
    query: new URLSearchParams(query),
    headers,
    stream,
    trailers: () => (stream instanceof AwsChunkedDecoder ? stream.trailers : {}),
    body: () => (body ??= readAtMost(stream, maxBodyBytes)),
    requestId: randomUUID(),
    remoteAddress: message.socket.remoteAddress ?? '',
  };
}

function decode(message: IncomingMessage, headers: Readonly<Record<string, string>>): Readable {
  const chunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    headers['content-encoding']?.split(',').includes('aws-chunked') === true;
  if (!chunked) return message;
  const decoder = new AwsChunkedDecoder();
  // Not a pipeline, which would end the connection at an error of the decoder: the client gets an answer.
  message.on('error', (error) => decoder.destroy(error));
  return message.pipe(decoder);
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
