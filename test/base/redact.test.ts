/** Values that count as secrets, by name or form, are not printed. */
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { renderProject } from '../../src/deploy/render-project.ts';
import { emptyAccount } from '../fakes/example-plan.ts';
import { planJson, planText } from '../../src/deploy/plan-text.ts';
import { holdsSecret, looksSecret, redactLines } from '../../src/base/redact.ts';
import { warnings } from '../../src/project/checks.ts';
import { plainSecrets } from '../../src/project/warnings.ts';
import { projectFiles } from '../../src/system/files.ts';
import { exampleConfig } from '../fakes/example-config.ts';

test.each([
  'KC_HTTPS_KEY_STORE_PASSWORD',
  'KC_CACHE_REMOTE_PASSPHRASE',
  'SMTP_PWD',
  'MAIL_PASS',
  'spi-connections-http-client-default-client-key-password',
])('%s is named like a secret', (name) => {
  expect(looksSecret(name)).toBe(true);
});

test.each(['KC_PROXY_HEADERS', 'KC_HTTP_RELATIVE_PATH', 'KC_SPI_BYPASS', 'PASSTHROUGH', 'KC_LOG_LEVEL'])(
  '%s is not',
  (name) => {
    expect(looksSecret(name)).toBe(false);
  },
);

test.each([
  '?user=x&password=Canary1',
  '?sslmode=verify-full&sslpassword=Canary1',
  ';encrypt=true;trustStorePassword=Canary1',
  'jdbc:oracle:thin:scott/Canary1@//db:1521/x',
  'http://user:Canary1@proxy:3128',
  '.*;http://user:Canary1@proxy',
  '-Xmx1g -Djavax.net.ssl.trustStorePassword=Canary1',
  '{"client_secret": "Canary1"}',
  'Authorization=Basic Q2FuYXJ5',
  'Bearer Canary1',
  '-----BEGIN RSA PRIVATE KEY-----',
])('%s holds a secret', (value) => {
  expect(holdsSecret(value)).toBe(true);
});

test.each([
  '?sslmode=verify-full',
  '?wrapperPlugins=awsSecretsManager&secretsManagerSecretId=arn:aws:secretsmanager:us-east-1:1:secret:x',
  'secret=arn:aws:secretsmanager:us-east-1:1:secret:x',
  '-Dx.password=${env.X}',
  'password=',
  'INFO,org.keycloak.protocol.oidc.TokenManager:debug',
  'https://id.example.com:8443/auth',
  'http://proxy:3128',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf',
])('%s holds none', (value) => {
  expect(holdsSecret(value)).toBe(false);
});

test('of what an engine writes, the lines with a secret are left out', () => {
  const written = "Step 3/4 : RUN kc.sh build\n    --spi-x-secret-key='Canary1'\n    --db=postgres";
  expect(redactLines(written)).toBe('Step 3/4 : RUN kc.sh build\n[redacted]\n    --db=postgres');
});

// A quadratic search takes minutes.
test.each([
  ...[
    'a',
    'a=',
    'a.',
    '://',
    ':thin:',
    ':thin:a',
    'password',
    'password ',
    'bearer',
    '-----BEGIN ',
    '"',
    ' ',
  ],
  ...['=', '":', 'a:b@', '://a:', '$(', "pass'"],
])('a line of 640,000 characters of %j', (part) => {
  const line = part.repeat(640_000 / part.length);
  expect(redactLines(`${line}\nx`).endsWith('\nx')).toBe(true);
});

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
const lines = {
  keycloak: "keycloak: { version: '26.7.3', hostname: 'https://id.example.com' }",
  database: `database: { vendor: postgres, host: db.example.com, password: '${arn}' }`,
  admin: `admin: { password: '${arn}' }`,
};
const withKeycloak = (more: string): string => `keycloak: { version: '26.7.3', ${more} }`;

describe('error messages have no value that may be a secret', () => {
  test.each<[string, Partial<typeof lines>]>([
    ['taken for an alias', { admin: 'admin: { password: *Canary1 }' }],
    ['taken for a tag', { admin: 'admin: { password: !Canary1! x }' }],
    ['taken for the header of a block', { admin: 'admin:\n  password: |Canary1\n    x' }],
    ['taken for an escape', { admin: 'admin: { password: "\\xCanary1" }' }],
    ['in place of a mapping', { admin: 'admin: CanaryPw1' }],
    ['one line too high', { admin: 'admin:\n  password:Canary1' }],
    ['NAME=value in place of variables', { keycloak: withKeycloak("env: 'KC_X_PASSWORD=Canary9'") }],
    ['NAME=value as a key', { keycloak: withKeycloak('env: { KC_X_PASSWORD=Canary9 }') }],
    ['NAME:value as a key', { keycloak: withKeycloak('env: { KC_X_PASSWORD:Canary9 }') }],
    ['a number', { keycloak: withKeycloak('env: { KC_X: 7777777 }') }],
    ['a URL of another kind', { keycloak: withKeycloak("hostname: 'ftp://user:Canary11@id.example.com'") }],
    ['a URL with a user', { keycloak: withKeycloak("hostname: 'https://user:Canary11@id.example.com'") }],
  ])('%s', (_what, changes) => {
    const text = Object.values({ ...lines, ...changes }).join('\n');
    const head = 'application: id\nenvironment: id-prod\nregion: us-east-1\n';
    const parse = (): unknown => parseConfig(`${head}${text}\n`, 'kc-eb.yaml');
    expect(parse).toThrow(/^kc-eb\.yaml(:\d| has )/);
    expect(parse).not.toThrow(/Canary|7777777/);
  });

  test('UTF-16', () => {
    const text = Buffer.from(`\ufeffadmin: { password: Canary1 }\n`, 'utf16le').toString('utf8');
    expect(() => parseConfig(text, 'kc-eb.yaml')).toThrow(/^kc-eb\.yaml:1:1 .*UTF-8/);
  });
});

const { keycloak, database } = exampleConfig();
const careless = exampleConfig({
  keycloak: {
    ...keycloak,
    env: {
      HTTPS_PROXY: 'http://user:Canary2@proxy',
      JAVA_OPTS_APPEND: '-Djavax.net.ssl.keyStorePassword=Canary3',
      KC_CACHE_REMOTE_PASSPHRASE: 'Canary4',
      SMTP_PWD: 'Canary5',
      KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__PROXY_MAPPINGS: '.*;http://user:Canary6@proxy',
    },
    buildOptions: { 'spi-x-y-password': 'Canary7', 'spi-x-y-secret-key': "Canary8 it's" },
  },
  database: { ...database, properties: '?password=Canary1&sslpassword=Canary1' },
  options: { 'aws:elasticbeanstalk:application:environmentsecrets': { KC_X: 'Canary9' } },
});

test('a plan shows none, in words and as JSON', async () => {
  const files = { registry: 'r', imageFiles: new Map(), overrideFiles: new Map() };
  const rendered = renderProject(careless, files, await projectFiles('.').templates());
  const plan = makePlan(careless, rendered, emptyAccount, { local: false });
  // It is deployed unchanged.
  expect(plan.image.texts.get('Dockerfile')).toContain('Canary7');
  expect(plan.environment.settings.map(({ Value }) => Value)).toContain('Canary5');
  const json = JSON.stringify(planJson(plan));
  expect(planText(plan)).not.toContain('Canary');
  expect(json).not.toContain('Canary');
  expect(json).toContain('--health-enabled=true');
  expect(json).toContain('"Value":"arn:aws:');
});

test('warnings and doctor name each of them', () => {
  const named = plainSecrets(careless).map((text) => text.split(' ')[0]);
  expect(named).toEqual([
    ...Object.keys(careless.keycloak.env).map((name) => `keycloak.env.${name}`),
    'keycloak.buildOptions.spi-x-y-password',
    'keycloak.buildOptions.spi-x-y-secret-key',
    'database.properties',
    'options.aws:elasticbeanstalk:application:environmentsecrets.KC_X',
  ]);
  expect(warnings(careless, []).join('\n')).not.toContain('Canary');
});
