/** One AWS service inside Local Beanstalk: how a request reaches it, and how it answers. dispatch.ts calls these. */
import type { Readable } from 'node:stream';
import { lookUp } from '../base/dictionary.ts';

export interface ApiRequest {
  method: string;
  /** Decoded path without the query; empty for an invalid encoding. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** The body's bytes; aws-chunked bodies are decoded. */
  stream: Readable;
  /** undefined for a body in one piece. */
  chunked?: ChunkedBody;
  /** The whole body, read once however often this is called; do not mix with `stream`. Rejects over 10 MiB. */
  body(): Promise<Buffer>;
  /** A fresh UUID; clients see it as $metadata.requestId. */
  requestId: string;
  remoteAddress: string;
}

/** Checks the signatures in the order of the body. Each method throws AWS's error. */
export interface ChunkVerifier {
  /** `sha256`: of the chunk's bytes, in hexadecimal digits. */
  chunk(signature: string | undefined, sha256: string): Promise<void>;
  /** `trailers`: their lines, as they are signed. */
  end(signature: string | undefined, trailers: string): Promise<void>;
}

/** A body in the format aws-chunked. */
export interface ChunkedBody {
  /** Set before the body is read; undefined for chunks without signatures. */
  verifier: ChunkVerifier | undefined;
  /** Lower-case names with their values; complete after the last byte. */
  readonly trailers: Readonly<Record<string, string>>;
}

export interface ApiResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
}

export interface Service {
  /** The SigV4 service name of the credential scope: elasticbeanstalk, s3, ecr, logs, monitoring, sts, secretsmanager. */
  readonly name: string;
  /** Every supported operation, by the names that `operation` returns; README.md lists them. */
  readonly operations: readonly string[];
  /** True when bodies may be large: they stay in `stream`, and `operation` gets none. */
  readonly streams?: boolean;
  /** The operation that a request calls, e.g. "CreateEnvironment"; used for the call journal and for errors. */
  operation(request: ApiRequest, body: Buffer | undefined): string;
  /** Rejects with a ServiceError, which `fail` writes. */
  handle(request: ApiRequest): ApiResponse | Promise<ApiResponse>;
  /** Writes an error. Default: in the protocol of the request (query or JSON 1.1). */
  fail?(error: ServiceError, request: ApiRequest): ApiResponse;
  close?(): Promise<void>;
}

/** An error that AWS clients understand; each service writes it in its own protocol. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}

/**
 * The operation of that name. Throws AWS's error for an unknown one, which clients print and do not send again: InvalidAction
 * of the query protocol, UnknownOperationException of JSON and CBOR, NotImplemented of S3.
 */
export function requireOperation<T>(
  service: string,
  operations: Readonly<Record<string, T>>,
  name: string,
  code: 'InvalidAction' | 'UnknownOperationException' | 'NotImplemented' = 'NotImplemented',
): T {
  const operation = lookUp(operations, name);
  if (operation !== undefined) return operation;
  const status = code === 'NotImplemented' ? 501 : 400;
  throw new ServiceError(code, `Local Beanstalk does not support ${service} ${name}.`, status);
}
