import { expect, it } from 'vitest';
import { costsOf, totalOf } from '../../src/bootstrap/cost.ts';
import { bootstrapSchema } from '../../src/config/keys/bootstrap-schema.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const costs = (options: object) => costsOf(exampleConfig({ bootstrap: bootstrapSchema.parse(options) }));

it('doubles instance and storage with a standby', () => {
  const [single, standby] = [costs({}), costs({ multiAz: true })];
  const ofDatabase = (rows: typeof single) => totalOf(rows.slice(0, 2));
  expect(ofDatabase(single)).toBeGreaterThan(20);
  expect(ofDatabase(standby)).toBeCloseTo(2 * ofDatabase(single));
  expect(totalOf(standby) - ofDatabase(standby)).toBeCloseTo(totalOf(single) - ofDatabase(single));
});

it('has no price for a class that its table lacks, and leaves it out of the sum', () => {
  const [database] = costs({ instanceClass: 'db.r9g.large' });
  expect(database).toMatchObject({ what: 'db.r9g.large', monthly: undefined });
  expect(totalOf(costs({ instanceClass: 'db.r9g.large' }))).toBeLessThan(totalOf(costs({})));
});

it('counts the least capacity of Aurora', () => {
  const at = (minCapacity: number): number =>
    costs({ database: 'aurora-serverless', minCapacity })[0]?.monthly ?? NaN;
  expect(at(2)).toBeCloseTo(4 * at(0.5));
});
