import { expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { accountChecks } from '../../src/doctor/account-checks.ts';
import { instanceChecks } from '../../src/doctor/platform-checks.ts';
import { projectChecks } from '../../src/doctor/project-checks.ts';
import { projectTable, warnings } from '../../src/project/checks.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

const { keycloak, database, cluster, admin, network } = exampleConfig();
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';

/** Nothing to warn of, but the changes. */
function config(changes: Partial<Config> = {}): Config {
  return exampleConfig({ network: { ...network, certificate }, ...changes });
}

test.each<[string, Partial<Config>, RegExp]>([
  [
    'a release newer than the table',
    { keycloak: { ...keycloak, version: asRelease('27.1.0') } },
    /^Keycloak 27\.1\.0 is newer .* 26\.7\.$/,
  ],
  ['the bridge network', { cluster: { ...cluster, network: 'bridge' } }, /^cluster\.network is bridge/],
  ['no cluster', { cluster: { ...cluster, enabled: false } }, /^cluster\.enabled is false/],
  [
    'a driver that Keycloak lacks',
    { database: { ...database, vendor: 'oracle' } },
    /oracle\.jdbc\.OracleDriver.* ojdbc\*\.jar and orai18n\*\.jar .*providers\//,
  ],
  [
    'a host that init made up',
    { database: { ...database, host: 'database.example.com' } },
    /^database\.host .* example/,
  ],
  [
    'an ARN that init made up',
    { admin: { ...admin, password: 'arn:aws:ssm:secret:x-XXXXXX' } },
    /^admin\.password .* example/,
  ],
  [
    'a host name that init made up',
    { keycloak: { ...keycloak, hostname: 'https://keycloak.example.com/' } },
    /^keycloak\.hostname .* example/,
  ],
  [
    'an http host name',
    { keycloak: { ...keycloak, hostname: 'http://id.example.com' } },
    /^keycloak\.hostname is http:/,
  ],
  ['no certificate', { network }, /network\.certificate is not set/],
  [
    'a certificate of another region',
    { network: { ...network, certificate: certificate.replace('us-east-1', 'eu-west-1') } },
    /is in eu-west-1, .* us-east-1\.$/,
  ],
  ['a dollar', { keycloak: { ...keycloak, env: { PRICE: 'a$b' } } }, /\bPRICE\b.*\$/],
  ['a quote', { keycloak: { ...keycloak, env: { SAID: '"x"' } } }, /\bSAID\b.*quote/],
  ['a line break', { keycloak: { ...keycloak, env: { LONG: 'x\ny' } } }, /\bLONG\b.*line break/],
  [
    'an unknown option',
    { keycloak: { ...keycloak, env: { KC_LOGLEVEL: 'x' } } },
    /KC_LOGLEVEL .*did you mean log-level\?$/,
  ],
  ['log lines in a file', { keycloak: { ...keycloak, env: { KC_LOG: 'file' } } }, /^KC_LOG is file: verify /],
  [
    'a shutdown longer than the drain time',
    { keycloak: { ...keycloak, env: { KC_SHUTDOWN_TIMEOUT: '1m' } } },
    /^KC_SHUTDOWN_DELAY .* 61 .* 20\.$/,
  ],
  [
    'a URL that JDBC_PING does not read',
    { keycloak: { ...keycloak, version: asRelease('26.0.8'), env: { KC_DB_URL: 'jdbc:postgresql://a/b' } } },
    /^KC_DB_URL .* 26\.0\.8: database\.host/,
  ],
  [
    'two nodes without a cluster',
    { cluster: { ...cluster, enabled: false } },
    /^cluster\.enabled is false: /,
  ],
  [
    'Oracle on RDS without TLS',
    {
      keycloak: { ...keycloak, version: asRelease('24.0.5') },
      database: { ...database, vendor: 'oracle', host: 'db.x.us-east-1.rds.amazonaws.com' },
    },
    /Oracle on Amazon RDS .*not encrypted/,
  ],
])('warns of %s', (_what, changes, message) => {
  expect(warnings(config(changes), [])).toEqual([expect.stringMatching(message)]);
});

test('neither a valid project nor one instance without a cluster has warnings', () => {
  expect(warnings(config(), [])).toEqual([]);
  const { instances } = exampleConfig();
  const alone = config({
    cluster: { ...cluster, enabled: false },
    instances: { ...instances, min: 1, max: 1 },
  });
  expect(warnings(alone, [])).toEqual([]);
});

test('a URL of the user’s own is nobody’s concern where Keycloak’s own stack is used, nor is Oracle with TLS', () => {
  const withUrl = { ...keycloak, env: { KC_DB_URL: 'jdbc:oracle:thin:@tcps://db:2484/ORCL' } };
  const oracle = { ...database, vendor: 'oracle' as const, host: 'db.x.us-east-1.rds.amazonaws.com' };
  expect(warnings(config({ keycloak: withUrl }), [])).toEqual([]);
  const jars = ['providers/ojdbc17.jar', 'providers/orai18n.jar'];
  expect(warnings(config({ keycloak: withUrl, database: oracle }), jars)).toEqual([]);
  const descriptor = 'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL = tcps)(HOST=db)(PORT=2484)))';
  const withDescriptor = { ...keycloak, env: { KC_DB_URL: descriptor } };
  expect(warnings(config({ keycloak: withDescriptor, database: oracle }), jars)).toEqual([]);
  const plainUrl = 'jdbc:oracle:thin:@//db.x.us-east-1.rds.amazonaws.com:1521/ORCL';
  const withPlain = { ...keycloak, env: { KC_DB_URL: plainUrl } };
  const elsewhere = { ...oracle, host: 'db.example.com' };
  expect(warnings(config({ keycloak: withPlain, database: elsewhere }), jars)).toEqual([
    expect.stringMatching(/not encrypted/),
  ]);
  const withMode = { ...keycloak, env: { KC_DB_TLS_MODE: 'verify-server' } };
  expect(warnings(config({ keycloak: withMode, database: oracle }), jars)).toEqual([]);
});

test('Oracle’s driver is in 24, and may be in providers/', () => {
  const oracle = { database: { ...database, vendor: 'oracle' as const } };
  expect(
    warnings(config({ ...oracle, keycloak: { ...keycloak, version: asRelease('24.0.5') } }), []),
  ).toEqual([]);
  const jars = ['providers/ojdbc17-23.5.jar', 'providers/orai18n.jar'];
  expect(warnings(config(oracle), jars)).toEqual([]);
  expect(warnings(config(oracle), ['providers/other.jar', ...jars.slice(0, 1)])).toEqual([
    expect.stringMatching(/: put orai18n\*\.jar into/),
  ]);
});

test('doctor has a check for each id of the table', () => {
  const ids = projectTable.flatMap((row) => ('id' in row ? [row.id] : []));
  const checks = [...projectChecks, ...accountChecks, ...instanceChecks];
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});
