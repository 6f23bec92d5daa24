/**
 * Services with Smithy RPC v2 CBOR: the path names the operation; input and output are CBOR maps.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
import { cbor, dateToTag, tagSymbol } from '@smithy/core/cbor';
import type { JsonOperation } from './json-protocol.ts';
import {
  type ApiRequest,
  type ApiResponse,
  requireOperation,
  type Service,
  ServiceError,
} from './service.ts';

export function speaksCbor({ headers }: ApiRequest): boolean {
  return headers['smithy-protocol'] === 'rpc-v2-cbor';
}

/** `name`: the SigV4 name. */
export function cborService(name: string, operations: Readonly<Record<string, JsonOperation>>): Service {
  return {
    name,
    operations: Object.keys(operations),
    operation: operationOf,
    async handle(request) {
      const run = requireOperation(name, operations, operationOf(request), 'UnknownOperationException');
      return cborAnswer(200, (await run(parseBody(await request.body()), request)) ?? {});
    },
  };
}

export function cborError({ code, message, status }: ServiceError): ApiResponse {
  return cborAnswer(status, { __type: code, message });
}

function cborAnswer(status: number, value: object): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body: Buffer.from(cbor.serialize(encodable(value))),
  };
}

/** "/service/GraniteServiceVersion20100801/operation/ListMetrics" → "ListMetrics". */
function operationOf({ path }: ApiRequest): string {
  return path.split('/').at(-1) ?? '';
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return decoded(cbor.deserialize(body));
  } catch {
    throw new ServiceError('SerializationException', 'The body is not CBOR.');
  }
}

/** Tag 1 holds seconds since 1970. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  if (tagSymbol in value && 'value' in value) return new Date(Number(value.value) * 1000);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, decoded(child)]));
}

function encodable(value: unknown): unknown {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(encodable);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(present.map(([key, child]) => [key, encodable(child)]));
}
