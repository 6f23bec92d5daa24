/** Every parameter of the SDK's models is honoured or rejected by name. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyParameter } from './effects/case.ts';
import { cases } from './effects/cases.ts';
import { startServer } from './http/local-server.ts';
import { connect, inputSchema, sdks } from './sdk-calls.ts';

let server: Awaited<ReturnType<typeof startServer>>;
let sdk: ReturnType<typeof connect>;
beforeAll(async () => {
  server = await startServer();
  sdk = connect(server.endpoint);
});
afterAll(async () => {
  sdk.close();
  await server.close();
});

/** The error of the call; undefined after an answer. */
async function errorOf(service: string, operation: string, input: unknown): Promise<Error | undefined> {
  return sdk.call(service, operation, input).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
}

/** A value of that shape. */
function valueOf(schema: NormalizedSchema, depth = 0): unknown {
  if (schema.isListSchema()) return [valueOf(schema.getValueSchema(), depth)];
  if (schema.isMapSchema()) return { a: valueOf(schema.getValueSchema(), depth) };
  if (schema.isStructSchema()) {
    if (depth > 2) return {};
    const members = [...schema.structIterator()];
    return Object.fromEntries(members.map(([name, member]) => [name, valueOf(member, depth + 1)]));
  }
  if (schema.isTimestampSchema()) return new Date('2026-11-24T10:00:00Z');
  if (schema.isNumericSchema()) return 1;
  if (schema.isBooleanSchema()) return true;
  return 'value';
}

/** Path and input for each member that `input` lacks; the input has that member in addition. */
function* additions(schema: NormalizedSchema, input: unknown, path = ''): Generator<[string, unknown]> {
  if (schema.isListSchema()) {
    const [first, ...others]: unknown[] = Array.isArray(input) ? (input as unknown[]) : [];
    // Members that exclude each other are in different items.
    const elsewhere = new Set(others.flatMap((one) => Object.keys(one as object)));
    for (const [at, changed] of additions(schema.getValueSchema(), first, `${path}[0]`)) {
      if (!elsewhere.has(at.slice(path.length + 4))) yield [at, [changed, ...others]];
    }
    return;
  }
  if (!schema.isStructSchema()) return;
  const known = (input ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, member] of schema.structIterator()) {
    const at = path === '' ? name : `${path}.${name}`;
    if (!(name in known)) yield [at, { ...known, [name]: valueOf(member) }];
    else {
      for (const [deeper, changed] of additions(member, known[name], at)) {
        yield [deeper, { ...known, [name]: changed }];
      }
    }
  }
}

const rows = Object.entries(cases).flatMap(([service, operations]) =>
  Object.entries(operations).map(([operation, all]) => ({ service, operation, input: everyParameter(all) })),
);

test('every operation served has a row', () => {
  const walked = server.services.filter(({ name }) => name in sdks);
  const sorted = (rowsOf: readonly (readonly [string, readonly string[]])[]) =>
    Object.fromEntries(rowsOf.map(([name, operations]) => [name, operations.toSorted()]));
  expect(sorted(Object.entries(cases).map(([name, operations]) => [name, Object.keys(operations)]))).toEqual(
    sorted(walked.map(({ name, operations }) => [name, operations])),
  );
});

describe.each(rows)('$service $operation', ({ service, operation, input }) => {
  test('rejects by name what it does not honour, and nothing else', async () => {
    const problem = await errorOf(service, operation, input);
    expect(problem?.message ?? '').not.toMatch(/does not support the parameter|validation error/);

    const wrong: string[] = [];
    for (const [path, changed] of additions(inputSchema(service, operation), input)) {
      const error = await errorOf(service, operation, changed);
      const names = [` ${path}`, `"${path.split('.').at(-1) ?? ''}"`];
      const named = names.some((name) => error?.message.includes(name) === true);
      if (!named) wrong.push(`${path}: ${String(error)}`);
    }
    expect(wrong).toEqual([]);
  });
});
