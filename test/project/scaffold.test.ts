import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config/parse.ts';
import { configSchema } from '../../src/config/schema.ts';
import { editorSchema, schemaPath } from '../../src/project/editor-schema.ts';
import {
  type Answers,
  initialAnswers as initial,
  requireAnswers,
  scaffold,
} from '../../src/project/scaffold.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

const templates = await new MemoryFiles().templates();
const project = { path: 'kc-eb.yaml', schema: schemaPath };

function yamlOf(answers: Answers): string {
  return scaffold(answers, templates, project).get('kc-eb.yaml') ?? '';
}

describe('the kc-eb.yaml that init writes', () => {
  test('is valid', () => {
    expect(parseConfig(yamlOf(initial), 'kc-eb.yaml')).toMatchObject({
      application: 'keycloak',
      environment: 'keycloak-prod',
      keycloak: { version: { name: '26.7.3' }, hostname: 'https://keycloak.example.com' },
      database: { vendor: 'postgres' },
    });
  });

  test.each(['yes', '1.0', "it's", 'a: b', '#1', 'with space', '"quoted"'])(
    'accepts the name %s as text',
    (application) => {
      expect(parseConfig(yamlOf({ ...initial, application }), 'kc-eb.yaml').application).toBe(application);
    },
  );

  test('mentions every key', () => {
    const keysOf = (schema: z.core.JSONSchema.BaseSchema): string[] =>
      Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
        typeof inner === 'boolean' ? [name] : [name, ...keysOf(inner)],
      );
    const keys = keysOf(z.toJSONSchema(configSchema, { io: 'input' }));
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter((name) => !new RegExp(`^[# ]*${name}:`, 'm').test(yamlOf(initial)))).toEqual([]);
  });

  test('is valid with every commented line switched on', () => {
    const all = yamlOf(initial)
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^(\s*)# (?=( {2})*[\w:-]+:( |$))/, '$1'))
      .filter((line) => !line.includes("the vendor's own"))
      .join('\n')
      .replace(/^#.*\n/gm, '');
    expect(parseConfig(all, 'kc-eb.yaml')).toMatchObject({
      keycloak: { features: ['token-exchange'], env: { KC_LOG_LEVEL: 'info' } },
      network: { vpc: 'vpc-0123456789abcdef0' },
      options: { 'aws:elbv2:loadbalancer': { IdleTimeout: '120' } },
    });
  });
});

test('every invalid answer is reported with its flag', () => {
  expect(() => {
    requireAnswers({ ...initial, environment: 'abc', keycloak: '20.0.0' });
  }).toThrow(/^--environment "abc": .*\n--keycloak "20\.0\.0": /);
});

test('the schema for editors accepts the file, and rejects an unknown key', () => {
  const schema = z.fromJSONSchema(JSON.parse(editorSchema()) as z.core.JSONSchema.JSONSchema);
  const value = parse(yamlOf(initial)) as object;
  expect(schema.safeParse(value).error).toBeUndefined();
  expect(schema.safeParse({ ...value, regoin: 'x' }).success).toBe(false);
});
