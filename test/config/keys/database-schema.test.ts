import { describe, expect, test } from 'vitest';
import { databaseSchema, hostProblem } from '../../../src/config/keys/database-schema.ts';

describe('database.host', () => {
  test.each([
    'db',
    'db.example.com',
    'db.example.com.',
    'my_db',
    '10.0.0.7',
    '[2001:db8::1]',
    'a.example.com,b.example.com',
    'id.cluster-abc.us-east-1.rds.amazonaws.com',
  ])('%s', (host) => {
    expect(hostProblem(host)).toBeUndefined();
  });

  test.each([
    ['db.example.com:5432', /database\.port/],
    ['id.abc.us-east-1.rds.amazonaws.com:5432', /database\.port/],
    ['[2001:db8::1]:5432', /database\.port/],
    ['a:5432,b:5432', /database\.port/],
    ['jdbc:postgresql://db/keycloak', /JDBC URL/],
    ['JDBC:mysql://db', /JDBC URL/],
    ['postgres://db', /protocol/],
    ['id.cluster-ro-abc.us-east-1.rds.amazonaws.com', /writer endpoint/],
    ['db/keycloak', /host name/],
    ['db?x=y', /host name/],
    ['db name', /host name/],
    ['db;x=y', /host name/],
    ['2001:db8::1', /brackets/],
    ['user@db', /host name/],
    ['a,', /host name/],
  ])('%s is rejected', (host, reason) => {
    expect(hostProblem(host)).toMatch(reason);
  });
});

test.each([
  [1, true],
  [65535, true],
  [0, false],
  [-1, false],
  [65536, false],
  [99999, false],
  [5432.5, false],
])('database.port %d: %s', (port, isTaken) => {
  const password = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
  const database = { vendor: 'postgres', host: 'db', password, port };
  expect(databaseSchema.safeParse(database).success).toBe(isTaken);
});
