import { describe, expect, test } from 'vitest';
import { keyPath } from '../../src/config/environments.ts';
import { localize } from '../../src/config/for-local-beanstalk.ts';
import { parseConfig, type ParseOptions } from '../../src/config/parse.ts';
import { UserError } from '../../src/base/user-error.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
const base = `application: id
environment: id-prod
region: us-east-1
keycloak:
  version: 26.7.3
  hostname: https://id.example.com
  env:
    KC_LOG_LEVEL: info
    A: x
database:
  vendor: postgres
  host: db.example.com
  password: ${arn}
admin:
  password: ${arn}
instances: { min: 3, types: [t3.medium, t3.large] }
`;
const both = `${base}environments:
  stage:
    environment: id-stage
    region: eu-central-1
    keycloak:
      env:
        KC_LOG_LEVEL: debug
    instances: { types: [t3.small] }
  test:
    environment: id-test
`;

const parse = (text: string, options?: ParseOptions) => parseConfig(text, 'kc-eb.yaml', options);

function refusal(text: string, environment?: string): UserError {
  try {
    parse(text, { environment });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('environments', () => {
  test('an overlay merges over the other keys', () => {
    expect(parse(both, { environment: 'stage' })).toMatchObject({
      application: 'id',
      environment: 'id-stage',
      region: 'eu-central-1',
      keycloak: { hostname: 'https://id.example.com', env: { KC_LOG_LEVEL: 'debug', A: 'x' } },
      instances: { min: 3, types: ['t3.small'] },
    });
  });

  test('without a name, the other keys are the environment', () => {
    expect(parse(both)).toEqual(parse(base));
    expect(parse(both)).not.toHaveProperty('environments');
  });

  test('a file without `environment` among the other keys needs a name', () => {
    const text = both.replace('environment: id-prod\n', '');
    expect(refusal(text)).toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('stage, test') as unknown,
    });
    expect(parse(text, { environment: 'test' }).environment).toBe('id-test');
  });

  test.each(['stag', 'production', 'constructor'])(
    'rejects the unknown name %s, and lists the others',
    (name) => {
      const { kind, message, hint } = refusal(both, name);
      expect(kind).toBe('usage');
      expect(hint).toContain('stage, test');
      expect(message.includes('did you mean stage?')).toBe(name === 'stag');
    },
  );

  test('rejects a name where the file has no environments', () => {
    expect(refusal(base, 'stage')).toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('kc-eb init --add stage') as unknown,
    });
  });

  test.each([
    [
      'a value of the overlay',
      ['KC_LOG_LEVEL: debug', 'KC_LOG_LEVEL: 3'],
      '23:9 environments.stage.keycloak.env',
    ],
    ['a value of the base', ['region: us-east-1', 'region: us-east-1\nplatform: 3'], '4:1 platform'],
    [
      'an unknown key of the overlay',
      ['      env:\n        KC_L', '      evn:\n        KC_L'],
      '22:7 environments.stage.keycloak.evn: unknown key; did you mean env?',
    ],
    [
      'an unknown key at its top',
      ['    region: eu', '    regoin: eu'],
      '20:5 environments.stage.regoin: unknown key; did you mean region?',
    ],
    [
      'a key without a value in the overlay',
      ['    keycloak:\n      env:\n        KC_LOG_LEVEL: debug', '    keycloak:'],
      '21:5 environments.stage.keycloak',
    ],
    [
      'a check across keys',
      ['types: [t3.small]', 'types: [t3.small, t4g.small]'],
      '24:18 environments.stage.instances.types',
    ],
    ['a missing value', ['  host: db.example.com\n', ''], '10:1 database.host: is missing'],
    [
      'an overlay without a Beanstalk environment',
      ['    environment: id-stage\n', ''],
      '18:3 environments.stage.environment: is missing',
    ],
    [
      'an application in an overlay',
      ['    region: eu', '    application: eu'],
      '20:5 environments.stage.application: unknown key',
    ],
    ['a name with a space', ['  stage:', '  st age:'], '18:3 environments.st age'],
  ])('%s is located', (_, [from = '', to = ''], place) => {
    expect(both).toContain(from);
    const text = both.replace(from, to);
    const { kind, message } = refusal(text, 'stage');
    expect(kind).toBe('usage');
    expect(message).toContain(`kc-eb.yaml:${place}`);
  });

  test.each([
    'environments: []',
    'environments: text',
    'environments: { stage: }',
    'environments: { stage: 1 }',
  ])('rejects %s', (line) => {
    expect(refusal(`${base}${line}\n`)).toMatchObject({ kind: 'usage' });
  });

  test('each has a database of Local Beanstalk', () => {
    const local = {
      ...{
        endpoint: 'http://127.0.0.1:1',
        url: 'http://localhost:2',
        adminPasswordArn: arn,
        instanceProfile: 'p',
      },
      database: { host: '127.0.0.1', port: 5432, username: 'u', passwordArn: arn },
    };
    const nameOf = (environment?: string) =>
      localize(parse(both, { environment }), local, environment).database.name;
    expect([nameOf(), nameOf('stage'), nameOf('test')]).toEqual([
      'keycloak',
      'keycloak-stage',
      'keycloak-test',
    ]);
  });

  test('a command writes a key into its environment', () => {
    expect(keyPath(undefined, ['database', 'host'])).toEqual(['database', 'host']);
    expect(keyPath('stage', ['database', 'host'])).toEqual(['environments', 'stage', 'database', 'host']);
  });
});
