import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { configSchema } from '../../src/config/schema.ts';
import { keysOfOthers, keysWithVariables, withVariables } from '../../src/config/variables.ts';
import { z } from 'zod';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
const text = `application: id
environment: \${ENV}-prod
region: \${REGION}
keycloak:
  version: \${RELEASE}
  hostname: https://\${HOST}
  env:
    KC_DB_URL: jdbc:postgresql://\${env.A}/x
database:
  vendor: postgres
  host: \${DB}
  password: \${DB_ARN}
  properties: ?a=\${B}
admin:
  password: ${arn}
network:
  subnets: ['\${SUBNET_A}', subnet-b]
`;
const variables = {
  ...{ ENV: 'id', REGION: 'us-east-1', RELEASE: '26.7.3', HOST: 'id.example.com', DB: 'db' },
  ...{ DB_ARN: arn, SUBNET_A: 'subnet-a' },
};

describe('variables in kc-eb.yaml', () => {
  test('are replaced in named keys, and left to Keycloak and Beanstalk in theirs', () => {
    expect(parseConfig(text, 'kc-eb.yaml', { variables })).toMatchObject({
      environment: 'id-prod',
      keycloak: {
        version: { name: '26.7.3' },
        hostname: 'https://id.example.com',
        env: { KC_DB_URL: 'jdbc:postgresql://${env.A}/x' },
      },
      database: { password: arn, properties: '?a=${B}' },
      network: { subnets: ['subnet-a', 'subnet-b'] },
    });
  });

  test.each([
    ['unset', { ...variables, DB: undefined }],
    ['empty', { ...variables, DB: '' }],
  ])('an %s one is an error with its line and name', (_, found) => {
    expect(() => parseConfig(text, 'kc-eb.yaml', { variables: found })).toThrow(
      /^kc-eb\.yaml:11:3 database\.host: variable DB is /,
    );
  });

  test('every missing one is reported, without a value', () => {
    const parse = () => parseConfig(text, 'kc-eb.yaml', { variables: { DB: 'hidden' } });
    expect(parse).toThrow(/ENV[\s\S]*REGION[\s\S]*RELEASE[\s\S]*HOST[\s\S]*DB_ARN[\s\S]*SUBNET_A/);
    expect(parse).not.toThrow(/hidden/);
  });

  test('a problem in the value of a variable has the line of the key', () => {
    const found = { ...variables, REGION: 'nowhere' };
    expect(() => parseConfig(text, 'kc-eb.yaml', { variables: found })).toThrow(/^kc-eb\.yaml:3:1 region: /);
  });

  test('a variable in an overlay has its line there', () => {
    const overlaid = `${text}environments:\n  stage:\n    environment: id-stage\n    region: \${NOWHERE}\n`;
    expect(() => parseConfig(overlaid, 'kc-eb.yaml', { environment: 'stage', variables })).toThrow(
      /^kc-eb\.yaml:21:5 environments\.stage\.region: variable NOWHERE /,
    );
  });

  test.each(['platform', 'logs', 'instances'])('%s takes none', (key) => {
    expect(withVariables({ [key]: { x: '${A}' } }, { A: 'a' }).problems).toMatchObject([
      { path: [key, 'x'] },
    ]);
  });

  test.each(['${', '${A', '${A-b}', '${}', '${A:-b}', '${toString}'])('%s is an error', (value) => {
    expect(withVariables({ region: value }, { A: 'a' }).problems).toHaveLength(1);
  });

  test('an inserted value is not read again', () => {
    expect(withVariables({ region: '${A}' }, { A: '${B}$&' })).toEqual({
      value: { region: '${B}$&' },
      problems: [],
    });
  });

  test('the table names keys of the schema', () => {
    type Schema = z.core.JSONSchema.BaseSchema;
    const stepInto = (schema: Schema | undefined, step: string): Schema | undefined =>
      (step === '*' ? (schema?.items ?? schema?.additionalProperties) : schema?.properties?.[step]) as
        Schema | undefined;
    const root: Schema = z.toJSONSchema(configSchema, { io: 'input' });
    const unknown = [...keysWithVariables, ...keysOfOthers].filter(
      (key) => key.split('.').reduce<Schema | undefined>(stepInto, root) === undefined,
    );
    expect(unknown).toEqual([]);
  });
});
