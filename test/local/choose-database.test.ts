import { expect, test } from 'vitest';
import { chooseDatabase } from '../../src/local/choose-database.ts';

const before = { vendor: 'mariadb', standsFor: 'mysql' } as const;

test.each([
  ['that of kc-eb.yaml', undefined, 'mysql', undefined, { vendor: 'mysql', standsFor: 'mysql' }],
  [
    'what is of its kind',
    undefined,
    'aurora-postgres',
    undefined,
    { vendor: 'postgres', standsFor: 'aurora-postgres' },
  ],
  ['without kc-eb.yaml', undefined, undefined, undefined, { vendor: 'postgres', standsFor: undefined }],
  ['what was asked for', 'postgres', 'mssql', before, { vendor: 'postgres', standsFor: 'mssql' }],
  ['what stood for the same one before', undefined, 'mysql', before, before],
  ['what ran before, without kc-eb.yaml', undefined, undefined, before, before],
  [
    'that of kc-eb.yaml, which names another one now',
    undefined,
    'postgres',
    before,
    { vendor: 'postgres', standsFor: 'postgres' },
  ],
] as const)('the database is %s', (_what, asked, configured, previous, expected) => {
  expect(chooseDatabase(asked, configured, previous)).toEqual(expected);
});

test('a database that cannot run here is rejected, and the hint names a substitute', () => {
  for (const previous of [undefined, before]) {
    expect(() => chooseDatabase(undefined, 'mssql', previous)).toThrow(
      expect.objectContaining({
        kind: 'local',
        message: expect.stringContaining('mssql') as unknown,
        hint: expect.stringContaining('kc-eb local start --database postgres') as unknown,
      }),
    );
  }
});
