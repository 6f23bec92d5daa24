/** How one AWS service is answered inside Local Beanstalk. src/local-beanstalk/http/listen.ts dispatches to these. */
import type { Readable } from 'node:stream';

export interface ApiRequest {
  method: string;
  /** Decoded path without the query. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** The body's bytes, decoded where they come as aws-chunked. */
  stream: Readable;
  /** The whole body, read once however often it is asked for; not to be mixed with `stream`. */
  body(): Promise<Buffer>;
  /** A fresh UUID; it is what the client sees as $metadata.requestId. */
  requestId: string;
  remoteAddress: string;
}

export interface ApiResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
}

export interface Service {
  /** The SigV4 service name of the credential scope: elasticbeanstalk, s3, ecr, logs, sts, secretsmanager. */
  readonly name: string;
  /** True when bodies may be large: they are left in `stream`, and `operation` gets none. */
  readonly streams?: boolean;
  /** The operation asked for, e.g. "CreateEnvironment"; for the journal of calls and for 501 answers. */
  operation(request: ApiRequest, body: Buffer | undefined): string;
  /** A ServiceError that it rejects with is written by `fail`. */
  handle(request: ApiRequest): ApiResponse | Promise<ApiResponse>;
  /** How the service writes an error; without it in the protocol that the request speaks (query or JSON 1.1). */
  fail?(error: ServiceError, request: ApiRequest): ApiResponse;
  close?(): Promise<void>;
}

/** An error an AWS client understands; each service writes it in its own protocol. */
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
