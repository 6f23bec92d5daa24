/**
 * Services whose clients speak different protocols: CBOR (botocore), JSON 1.0 (the SDK for JavaScript), query (older
 * clients).
 */
import type { z } from 'zod';
import { cborError, cborService, speaksCbor } from './cbor-protocol.ts';
import { checkInput } from './check-input.ts';
import { jsonService } from './json-protocol.ts';
import { type Output, type Parameters, queryService } from './query-protocol.ts';
import { type ApiRequest, type ApiResponse, type Service, ServiceError } from './service.ts';
import { jsonError, queryError } from './write-error.ts';

/** The input is that of the protocol: numbers and booleans of the query protocol are texts. */
export type AnyOperation = (input: unknown) => Output;

/** Checks the input by its schema before `run`. Throws ValidationError in AWS's words. */
export function anyOperation<T extends z.ZodType>(
  schema: T,
  run: (input: z.output<T>) => Output,
): AnyOperation {
  return (input) => run(checkInput(schema, input, 'ValidationError'));
}

/** `shapes`: the name of each error's shape, by its code of the query protocol. */
export function anyProtocolService(
  name: string,
  { xmlNamespace, shapes }: { xmlNamespace: string; shapes: Readonly<Record<string, string>> },
  operations: Readonly<Record<string, AnyOperation>>,
): Service {
  const query = queryService(
    name,
    xmlNamespace,
    Object.fromEntries(
      Object.entries(operations).map(([operation, run]) => [operation, (input: Parameters) => run(input)]),
    ),
  );
  const json = jsonService(name, operations);
  const cbor = cborService(name, operations);
  const spoken = (request: ApiRequest): Service => {
    if (speaksCbor(request)) return cbor;
    return request.headers['x-amz-target'] === undefined ? query : json;
  };
  return {
    name,
    operations: Object.keys(operations),
    operation: (request, body) => spoken(request).operation(request, body),
    handle: (request) => spoken(request).handle(request),
    fail(error, request) {
      if (spoken(request) === query) return queryError(error, request, xmlNamespace);
      const named = new ServiceError(shapes[error.code] ?? error.code, error.message, error.status);
      const answer = speaksCbor(request) ? cborError(named) : jsonError(named);
      return withQueryError(answer, error);
    },
  };
}

/** The code that clients of the query protocol see. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
function withQueryError(answer: ApiResponse, { code, status }: ServiceError): ApiResponse {
  const fault = status < 500 ? 'Sender' : 'Receiver';
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${fault}` } };
}
