import { expect, test } from 'vitest';
import { byTag } from '../../src/config/proxy-image.ts';
import { recipeOf } from '../../src/local/base-recipe.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const official = 'quay.io/keycloak/keycloak';

test.each([
  ['22.0.5', 'bookworm', 'openjdk-17-jre-headless'],
  ['23.0.7', 'bookworm', 'openjdk-17-jre-headless'],
  ['24.0.5', 'bookworm', 'openjdk-17-jre-headless'],
  ['25.0.6', 'trixie', 'openjdk-21-jre-headless'],
  ['26.7.3', 'trixie', 'openjdk-21-jre-headless'],
])('Keycloak %s is built on %s with %s', (version, suite, jre) => {
  expect(recipeOf(`${official}:${version}`)).toEqual({
    name: `keycloak ${version}`,
    published: `${official}:${version}`,
    standIn: { folder: 'keycloak', suite, buildArgs: { JRE: jre }, keycloak: version },
  });
});

test("nothing stands in for an image that is not Keycloak's own", () => {
  expect(recipeOf('registry.example.com/idp:26.7.3').standIn).toBeUndefined();
});

test('nginx has a stand-in for any tag of the official image', () => {
  const base = byTag(exampleConfig().network.proxyImage);
  expect(base).toMatch(/^public\.ecr\.aws\/docker\/library\/nginx:[\w.-]+$/);
  expect(recipeOf(base)).toEqual({
    ...{ name: 'nginx', published: base },
    standIn: { folder: 'nginx', suite: 'trixie' },
  });
  expect(recipeOf('registry.example.com/nginx:1').standIn).toBeUndefined();
});
