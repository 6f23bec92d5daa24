import { expect, test } from 'vitest';
import { keycloakRecipe } from '../../../src/local-beanstalk/images/recipes.ts';

test.each([
  [[17], 'bookworm', 17],
  [[17, 21], 'trixie', 21],
  [[21, 25], 'trixie', 21],
])('a Keycloak that runs on Java %j is built on %s with Java %i', (java, suite, built) => {
  const { standIn } = keycloakRecipe('quay.io/keycloak/keycloak', '26.7.3', java);
  expect(standIn).toMatchObject({ suite, buildArgs: { JRE: `openjdk-${built}-jre-headless` } });
});
