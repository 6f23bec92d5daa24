import { expect, test } from 'vitest';
import { optionSpace } from './option-space.ts';
import { estimate } from './cost.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret';
const base = {
  ...{ application: 'id', environment: 'id-prod', region: 'us-east-1' },
  keycloak: { version: '26.7.3', hostname: 'https://id.example.com' },
  database: { vendor: 'postgres', host: 'db', password: `${arn}:db-AbCdEf` },
  admin: { password: `${arn}:admin-AbCdEf` },
};

test('each value of an option that kc-eb writes is in the space', () => {
  const { variations } = optionSpace(base);
  const values = (option: string): string[] => [
    ...new Set(
      variations.flatMap(({ settings }) =>
        settings.flatMap(({ OptionName, Value = '' }) => (OptionName === option ? [Value] : [])),
      ),
    ),
  ];
  expect(values('DeploymentPolicy')).toEqual(
    expect.arrayContaining(['AllAtOnce', 'Rolling', 'RollingWithAdditionalBatch', 'Immutable']),
  );
  expect(values('ELBScheme').toSorted()).toEqual(['internal', 'public']);
  expect(values('RetentionInDays').length).toBeGreaterThan(10);
  expect(values('UpdateLevel').toSorted()).toEqual(['minor', 'patch']);
  expect(values('BatchSize')).toEqual(expect.arrayContaining(['1', '2']));
});

test('the estimate is the sum of its rows', () => {
  const { dollars, text } = estimate(2);
  const rows = text
    .split('\n')
    .slice(1, -1)
    .map((line) => Number(line.split(/\s+/).at(-1)));
  expect(rows.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(dollars, 2);
  expect(dollars).toBeLessThan(2);
});
