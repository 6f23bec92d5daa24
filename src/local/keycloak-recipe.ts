import { parseRelease } from '../keycloak/releases.ts';
import { keycloakRecipe, type Recipe } from '../local-beanstalk/images/recipes.ts';

/** The recipe of a Keycloak base image, e.g. "quay.io/keycloak/keycloak" and "26.7.3". */
export function recipeOfKeycloak(image: string, version: string): Recipe {
  return keycloakRecipe(image, version, parseRelease(version)?.traits.java ?? []);
}
