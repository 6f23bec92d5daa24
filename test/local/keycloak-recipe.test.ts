import { expect, test } from 'vitest';
import { recipeOfKeycloak } from '../../src/local/keycloak-recipe.ts';

const official = 'quay.io/keycloak/keycloak';

test.each([
  ['22.0.5', 'bookworm', 'openjdk-17-jre-headless'],
  ['23.0.7', 'bookworm', 'openjdk-17-jre-headless'],
  ['24.0.5', 'bookworm', 'openjdk-17-jre-headless'],
  ['25.0.6', 'trixie', 'openjdk-21-jre-headless'],
  ['26.7.3', 'trixie', 'openjdk-21-jre-headless'],
])('Keycloak %s is built on %s with %s', (version, suite, jre) => {
  expect(recipeOfKeycloak(official, version)).toEqual({
    name: `keycloak ${version}`,
    published: `${official}:${version}`,
    standIn: { folder: 'keycloak', suite, buildArgs: { JRE: jre }, keycloak: version },
  });
});

test("nothing stands in for an image that is not Keycloak's own", () => {
  expect(recipeOfKeycloak('registry.example.com/idp', '26.7.3').standIn).toBeUndefined();
});
