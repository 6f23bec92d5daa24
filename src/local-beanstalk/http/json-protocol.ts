/**
 * Services with JSON 1.1: the header X-Amz-Target names the operation; input and output are JSON.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import type { z } from 'zod';
import { checkInput } from './check-input.ts';
import { type ApiRequest, requireOperation, type Service, ServiceError } from './service.ts';

export interface JsonOperation {
  (input: unknown, request: ApiRequest): object | undefined | Promise<object | undefined>;
}

/** Checks the input by its schema before `run`; dates of the output become seconds since 1970. */
export function jsonOperation<T extends z.ZodType>(
  schema: T,
  run: (input: z.output<T>, request: ApiRequest) => object | undefined | Promise<object | undefined>,
): JsonOperation {
  return (input, request) => run(checkInput(schema, input, 'InvalidParameterException'), request);
}

/** `name`: the SigV4 name. */
export function jsonService(name: string, operations: Readonly<Record<string, JsonOperation>>): Service {
  return {
    name,
    operations: Object.keys(operations),
    operation: targetOf,
    async handle(request) {
      const run = requireOperation(name, operations, targetOf(request), 'UnknownOperationException');
      const output = await run(parseBody(await request.body()), request);
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: output === undefined ? '' : JSON.stringify(withEpochSeconds(output)),
      };
    },
  };
}

/** "Logs_20140328.FilterLogEvents" → "FilterLogEvents". */
function targetOf({ headers }: ApiRequest): string {
  return headers['x-amz-target']?.split('.').at(-1) ?? '';
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The body is not JSON.');
  }
}

/** Dates become seconds since 1970. */
export function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withEpochSeconds(child)]));
}
