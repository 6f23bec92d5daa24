import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { repositoryName } from '../../src/deploy/render-project.ts';
import { exampleConfig } from '../fakes/example-config.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const pattern = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const nameOf = (application: string): string => repositoryName(exampleConfig({ application }));

test.each([
  ['id', 'id/keycloak'],
  ['My Identity_2.x', 'my-identity-2-x/keycloak'],
  ['Identity (prod)', 'identity-prod/keycloak'],
  ['_x', 'x/keycloak'],
  ['日本 id', 'id/keycloak'],
])('of application %j: %s', (application, expected) => {
  expect(nameOf(application)).toBe(expected);
});

test('of whatever application kc-eb.yaml may name, ECR takes it', () => {
  const application = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 110 }),
    fc.string({ unit: fc.constantFrom('a', 'Z', '7', '-', '_', '.', ' ', 'İ', 'ß'), maxLength: 110 }),
  );
  fc.assert(
    fc.property(application, (name) => {
      fc.pre(configSchema.shape.application.safeParse(name).success);
      const repository = nameOf(name);
      expect(repository).toMatch(pattern);
      expect(repository.length).toBeLessThanOrEqual(256);
      // A name that was valid untrimmed stays what it was.
      const untrimmed = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}/keycloak`;
      if (pattern.test(untrimmed)) expect(repository).toBe(untrimmed);
    }),
    { numRuns: 500 },
  );
});
