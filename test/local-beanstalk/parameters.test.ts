/** Every parameter of the SDK's models is honoured or rejected by name. */
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as beanstalk from '@aws-sdk/client-elastic-beanstalk';
import * as iam from '@aws-sdk/client-iam';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localCredentials } from '../../src/local-beanstalk/base/credentials.ts';
import { honoured } from './honoured-parameters.ts';
import { startServer } from './http/local-server.ts';

interface Sdk {
  client: new (options: object) => { send(command: object): Promise<object>; destroy(): void };
  exports: Readonly<Record<string, unknown>>;
}

const sdks = {
  elasticbeanstalk: { client: beanstalk.ElasticBeanstalkClient, exports: beanstalk },
  logs: { client: logs.CloudWatchLogsClient, exports: logs },
  monitoring: { client: cloudWatch.CloudWatchClient, exports: cloudWatch },
  ecr: { client: ecr.ECRClient, exports: ecr },
  iam: { client: iam.IAMClient, exports: iam },
  sts: { client: sts.STSClient, exports: sts },
  secretsmanager: { client: secretsManager.SecretsManagerClient, exports: secretsManager },
} as unknown as Readonly<Record<string, Sdk>>;

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** The error of the call; undefined after an answer. */
async function errorOf(service: string, operation: string, input: unknown): Promise<Error | undefined> {
  const sdk = sdks[service];
  const Command = sdk?.exports[`${operation}Command`] as (new (input: unknown) => object) | undefined;
  if (sdk === undefined || Command === undefined)
    throw new Error(`${service} ${operation} is not in the SDK`);
  const connection = { endpoint: server.endpoint, region: 'us-east-1', credentials: localCredentials };
  const client = new sdk.client({ ...connection, maxAttempts: 1 });
  try {
    await client.send(new Command(input));
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    client.destroy();
  }
}

function inputSchema(service: string, operation: string): NormalizedSchema {
  const schema = sdks[service]?.exports[`${operation}$`] as readonly [number, string, string, unknown, never];
  return NormalizedSchema.of(schema[4]);
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

const rows = Object.entries(honoured).flatMap(([service, inputs]) =>
  Object.entries(inputs).map(([operation, input]) => ({ service, operation, input })),
);

test('every operation served has a row', () => {
  const walked = server.services.filter(({ name }) => name in sdks);
  const sorted = (rowsOf: readonly (readonly [string, readonly string[]])[]) =>
    Object.fromEntries(rowsOf.map(([name, operations]) => [name, operations.toSorted()]));
  expect(sorted(Object.entries(honoured).map(([name, inputs]) => [name, Object.keys(inputs)]))).toEqual(
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
