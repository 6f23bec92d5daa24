import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { type ClusterNews, clusterFilterPattern, readClusterLine } from '../../src/cluster/log-lines.ts';
import { foldNews, type NodeLog } from '../../src/cluster/node-log.ts';

const folder = new URL('captures/', import.meta.url);

/** Console output of real Keycloaks that could not start, without the frames of stacks. */
function linesOf(name: string): string[] {
  return readFileSync(new URL(`${name}.log`, folder), 'utf8').split('\n');
}

function newsOf(lines: readonly string[]): ClusterNews[] {
  return lines.map(readClusterLine).filter((news) => news !== undefined);
}

function why({ troubles, former }: NodeLog) {
  const all = new Map([...former, ...troubles]);
  return { ofDatabase: all.has('database'), words: all.get('start-failed') };
}

/** The same line as Keycloak's JSON. */
function asJson(line: string): string {
  const match = /^\S+ \S+ (\w+) +\[([\w.$]+)\] \(([^)]*)\) (.*)$/.exec(line);
  if (match === null) return line;
  const [, level, loggerName, threadName, message] = match;
  return JSON.stringify({ timestamp: '2026-11-28T20:00:00Z', level, loggerName, threadName, message });
}

const postgres = 'PSQLException: ERROR: ';
const table = (schema: string) =>
  `An error occurred while attempting to create the database changelog table.  Please make sure that you have both read and write permissions for the '${schema}.databasechangelog' table: ERROR: `;
const noConnection = 'Failed to obtain JDBC connection: ';

/** Capture → whether the database is at fault, and the words. */
const failures: Record<string, [ofDatabase: boolean, words: string]> = {
  '22.0.5-database-down': [true, `${noConnection}Connection to 127.0.0.1:1 `],
  '26.7.3-database-down': [true, `${noConnection}Connection to 127.0.0.1:1 `],
  '25.0.6-wrong-password': [true, `${noConnection}FATAL: password authentication failed for user "keycloak"`],
  '26.7.3-wrong-password': [true, `${noConnection}FATAL: password authentication failed for user "keycloak"`],
  '25.0.6-no-database': [true, `${noConnection}FATAL: database "nothere" does not exist`],
  '26.7.3-no-database': [true, `${noConnection}FATAL: database "nothere" does not exist`],
  '25.0.6-no-host': [true, `${noConnection}The connection attempt failed: nowhere.example.com`],
  '26.7.3-no-host': [true, `${noConnection}The connection attempt failed: nowhere.example.com`],
  '25.0.6-schema-missing': [true, `org.postgresql.util.${postgres}schema "iam" does not exist`],
  '26.7.3-schema-missing': [true, `${table('iam')}schema "iam" does not exist`],
  '25.0.6-no-permission': [true, `org.postgresql.util.${postgres}permission denied for schema public`],
  '26.7.3-no-permission': [true, `${table('public')}permission denied for schema public`],
  '22.0.5-wrong-password': [true, `${noConnection}FATAL: password authentication failed for user "keycloak"`],
  '22.0.5-schema-missing': [true, `org.postgresql.util.${postgres}schema "iam" does not exist`],
  '22.0.5-no-permission': [true, `org.postgresql.util.${postgres}permission denied for schema public`],
  // A session held the row of databasechangeloglock, and the database limited the wait for locks.
  '22.0.5-migration-lock': [true, 'Could not acquire change log lock within specified timeout'],
  '26.7.3-migration-lock': [true, 'PSQLException: ERROR: canceling statement due to lock timeout'],
  '22.0.5-clock-skew': [true, 'validity check failed: NotBefore: Tue Jan 01 00:00:00 UTC 2030'],
  '26.7.3-clock-skew': [true, 'validity check failed: NotBefore: Tue Jan 01 00:00:00 UTC 2030'],
  '22.0.5-read-only': [false, '/tmp/vertx-cache: Read-only file system'],
  '22.0.5-realm-broken': [false, 'Failed to import realms: Unexpected end-of-input'],
  '26.7.3-realm-broken': [false, 'Failed to run import: Unexpected end-of-input'],
  '26.7.3-realm-mismatch': [false, 'File name / realm name mismatch. test-realm.json, contains realm other.'],
  '26.7.3-realm-provider': [false, "No such provider 'no-such-provider'"],
  '22.0.5-pool-size': [false, 'SRCFG00039: The config property quarkus.datasource.jdbc.max-size'],
  '22.0.5-invalid-value': [false, 'Key material not provided to setup HTTPS.'],
  '22.0.5-log-level': [false, 'Invalid log level: LOUD.'],
  '22.0.5-unknown-option': [false, "Unknown option: '--no-such-option'"],
  '25.0.6-read-only': [
    false,
    'Failed to save truststore: /opt/keycloak/bin/../data/keycloak-truststore.p12: /opt/keycloak/bin/../data/keycloak-truststore.p12 (Read-only file system)',
  ],
  '26.7.3-read-only': [
    false,
    "Unable to create folder at path '/tmp/vertx-cache/1874194766515281488': /tmp/vertx-cache: Read-only file system",
  ],
  '25.0.6-realm-broken': [false, 'Failed to import realms: Unexpected end-of-input'],
  '25.0.6-realm-provider': [false, "No such provider 'no-such-provider'"],
  '25.0.6-pool-size': [false, 'java.lang.IllegalArgumentException: SRCFG00039: The config property quarkus'],
  '26.7.3-pool-size': [
    false,
    `Invalid value for option 'KC_DB_POOL_MAX_SIZE': Expected an integer value, got "abc"`,
  ],
  '25.0.6-invalid-value': [false, "Invalid value for option 'KC_HTTP_ENABLED': perhaps."],
  '26.7.3-invalid-value': [false, "Invalid value for option 'KC_HTTP_ENABLED': perhaps."],
  '25.0.6-log-level': [false, 'Invalid log category format: org.keycloak:LOUD.'],
  '26.7.3-log-level': [false, 'Invalid log category format: org.keycloak:LOUD.'],
  '25.0.6-unknown-option': [false, "Unknown option: '--no-such-option'"],
  '26.7.3-unknown-option': [false, "Unknown option: '--no-such-option'"],
  '26.7.3-out-of-memory': [false, 'Killed, most likely for lack of memory'],
};

const headline = /^(Failed to start server|Unexpected error when starting)/;
const success = newsOf(linesOf('26.7.3-first'));

describe.each(Object.entries(failures))('%s', (name, [ofDatabase, words]) => {
  const lines = linesOf(name);
  const expected = { ofDatabase, words: expect.stringContaining(words) as unknown };

  it('has its reason', () => {
    expect(why(foldNews(newsOf(lines)))).toEqual(expected);
  });

  it('has it in JSON', () => {
    expect(why(foldNews(newsOf(lines.map(asJson))))).toEqual(expected);
  });

  it('keeps it through restarts, at each line, and until a start succeeds', () => {
    const news = newsOf(lines);
    for (let end = 0; end <= news.length; end += 1) {
      const again = foldNews([...news, ...news.slice(0, end)]);
      expect([again.running, why(again).words]).toEqual([false, expect.not.stringMatching(headline)]);
    }
    const ended = foldNews([...news, ...success]);
    expect([ended.running, why(ended).words]).toEqual([true, undefined]);
  });

  it('is found by the filter of CloudWatch', () => {
    const terms = [...clusterFilterPattern.matchAll(/\?"([^"]+)"/g)].map(([, term]) => term ?? '');
    const missed = [...lines, ...lines.map(asJson)].filter(
      (line) => readClusterLine(line) && !terms.some((term) => line.includes(term)),
    );
    expect(missed).toEqual([]);
  });
});

test('each capture of a failed start has a row', () => {
  const names = readdirSync(folder).map((file) => file.replace(/\.log$/, ''));
  const failed = names.filter((name) => why(foldNews(newsOf(linesOf(name)))).words !== undefined);
  expect(failed.toSorted()).toEqual(Object.keys(failures).toSorted());
});

test('the root of an exception in JSON counts where the words have no reason', () => {
  const exception = {
    exceptionType: 'liquibase.exception.DatabaseException',
    message: 'outer',
    causedBy: { exception: { exceptionType: 'org.x.SQLException', message: 'schema "iam" is missing' } },
  };
  const lines = [
    { loggerName: 'org.keycloak.x', message: 'Retrying...', exception },
    { loggerName: 'org.keycloak.x', message: 'ERROR: Failed to start server in (production) mode' },
    { loggerName: 'org.keycloak.x', message: 'ERROR: Cannot invoke "a.b()" because "this.c" is null' },
  ].map((line) => JSON.stringify(line));
  expect(why(foldNews(newsOf(lines)))).toEqual({
    ofDatabase: true,
    words: 'org.x.SQLException: schema "iam" is missing',
  });
});

describe.each(['22.0.5-migration-lock', '26.7.3-migration-lock'])('%s', (name) => {
  const news = newsOf(linesOf(name));
  const lock = expect.stringContaining("Lock didn't yet acquired.") as unknown;

  it('shows that a start waits, before it fails', () => {
    const first = news.findIndex((one) => one.type === 'trouble');
    expect(foldNews(news.slice(0, first + 1)).troubles).toEqual(new Map([['migration-lock', lock]]));
  });

  it('keeps it for the next start, and not after a start', () => {
    expect(foldNews([...news, { type: 'stopped' }]).former.get('migration-lock')).toEqual(lock);
    const { former, troubles } = foldNews([...news, { type: 'stopped' }, ...success]);
    expect([former.size, troubles.has('migration-lock')]).toEqual([0, false]);
  });
});

const ldap = 'javax.naming.CommunicationException: ldaps.example.com:636';
const pkix = 'javax.net.ssl.SSLHandshakeException: PKIX path building failed';
const at = '2026-11-28 20:00:00,000 ERROR';

test.each([
  [`${at} [org.keycloak.services] (executor-thread-1) KC-SERVICES0055: ${ldap} [${pkix}]`, undefined],
  [`${at} [org.keycloak.storage.ldap.idm] (executor-thread-1) Could not query: ${ldap} ${pkix}`, undefined],
  [JSON.stringify({ loggerName: 'org.keycloak.services', message: pkix }), undefined],
  [JSON.stringify({ 'log.logger': 'org.keycloak.services', message: pkix }), undefined],
  [`${at} [org.keycloak.services] (executor-thread-1) the mail server timed out (after 2000 ms)`, undefined],
  [`${at} [org.jgroups.protocols.TCP] (TQ-Bundler) JGRP000029: a-1: failed sending: ${pkix}`, 'tls'],
  [`${at} [org.infinispan.CLUSTER] (main) ${pkix}`, 'tls'],
  [JSON.stringify({ loggerName: 'org.jgroups.protocols.TCP', message: pkix }), 'tls'],
])('a trouble of the cluster comes from its loggers: %s', (line, trouble) => {
  const news = readClusterLine(line);
  expect(news?.type === 'trouble' ? news.trouble : undefined).toBe(trouble);
});

test('a line of a stack is a cause, and no trouble of the cluster', () => {
  expect(readClusterLine(`Caused by: ${pkix}`)).toEqual({ type: 'cause', text: pkix });
});
