/**
 * Checks responses against the SDK's own schemas. The SDK accepts any JSON: a number in place of a list, a null entry.
 * So steps may rely on the types, and a proxy that answers in AWS's place causes a UserError.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import { getSmithyContext } from '@smithy/core/transport';
import { UserError } from '../base/user-error.ts';

interface Client {
  middlewareStack: {
    add(middleware: Middleware, options: { step: 'deserialize'; priority: 'high'; name: string }): void;
  };
}

type Next = (args: object) => Promise<{ output: unknown }>;
type Middleware = (next: Next, context: Record<string, unknown>) => Next;

/** Calls of the client reject with UserError 'aws' for an answer of another shape. */
export function requireShape<C extends object>(client: C): C {
  const middleware: Middleware = (next, context) => async (args) => {
    const result = await next(args);
    const { operationSchema } = getSmithyContext(context) as { operationSchema?: OperationSchema };
    if (operationSchema === undefined) return result;
    const [, , name, , , output] = operationSchema;
    const wrong = misfit(NormalizedSchema.of(output), result.output, name);
    if (wrong !== undefined) throw notOfShape(wrong);
    return result;
  };
  (client as unknown as Client).middlewareStack.add(middleware, {
    ...{ step: 'deserialize', priority: 'high', name: 'requireShape' },
  });
  return client;
}

/** The SDK's form of a schema: kind, namespace, name, traits, input, output. */
type OperationSchema = [unknown, string, string, unknown, unknown, Shape];
type Shape = Parameters<typeof NormalizedSchema.of>[0];

/** "DescribeImages.imageDetails[0] is null, not a structure"; undefined when the value matches the schema. */
function misfit(schema: NormalizedSchema, value: unknown, path: string): string | undefined {
  if (value === undefined || schema.isStreaming() || schema.isDocumentSchema()) return undefined;
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return mismatch(path, value, 'a list');
    return firstOf(value.entries(), ([index, item]: [number, unknown]) =>
      item === null || item === undefined
        ? mismatch(`${path}[${index}]`, item, 'an entry')
        : misfit(schema.getValueSchema(), item, `${path}[${index}]`),
    );
  }
  if (schema.isMapSchema() || schema.isStructSchema() || schema.isUnionSchema()) {
    // An empty element of XML.
    if (value === '') return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return mismatch(path, value, 'a structure');
    if (schema.isMapSchema()) return undefined;
    const fields = value as Record<string, unknown>;
    return firstOf(schema.structIterator(), ([name, member]) =>
      misfit(member, fields[name], `${path}.${name}`),
    );
  }
  return schema.isStringSchema() && typeof value !== 'string' ? mismatch(path, value, 'text') : undefined;
}

function firstOf<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mismatch(path: string, value: unknown, wanted: string): string {
  const is = Array.isArray(value) ? 'a list' : value === null ? 'null' : `of type ${typeof value}`;
  return `${path} is ${is}, not ${wanted}`;
}

function notOfShape(wrong: string): UserError {
  return new UserError('aws', `AWS: a response is not in AWS's format: ${wrong}.`, {
    hint: 'A proxy or another program may have answered in place of AWS: check HTTPS_PROXY and AWS_ENDPOINT_URL.',
  });
}
