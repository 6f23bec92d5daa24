import { parseRelease } from '../keycloak/releases.ts';
import { keycloakRecipe, nginxRecipe, type Recipe } from '../local-beanstalk/images/recipes.ts';

/** The recipe of a base image, such as "quay.io/keycloak/keycloak:26.7.3", or of the bundle's nginx. */
export function recipeOf(image: string): Recipe {
  const tag = image.lastIndexOf(':');
  const release = parseRelease(image.slice(tag + 1));
  if (release === undefined) return nginxRecipe(image);
  return keycloakRecipe(image.slice(0, tag), release.name, release.traits.java);
}
