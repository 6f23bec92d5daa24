/** The images of Local Beanstalk, with the build of a stand-in for unreachable registries. */
import type { LocalDatabaseVendor } from '../base/database-vendors.ts';

export type DebianSuite = 'trixie' | 'bookworm';

export interface Recipe {
  /** Name of the step; also of the image when nothing is published. */
  name: string;
  /** The public image; undefined: always built. */
  published?: string;
  /** The build that replaces the public image; undefined when none exists. */
  standIn?: StandIn;
}

export interface StandIn {
  /** Below templates/local/. */
  folder: string;
  suite: DebianSuite;
  buildArgs?: Readonly<Record<string, string>>;
  /** The Keycloak release whose distribution is added to the context as keycloak/. */
  keycloak?: string;
}

export const instanceRecipe: Recipe = {
  name: 'instance',
  standIn: { folder: 'instance', suite: 'trixie' },
};

const nginxRepository = 'public.ecr.aws/docker/library/nginx';

/** The base of the bundle's nginx, with its tag. Only the official image has a stand-in, for any tag. */
export function nginxRecipe(published: string): Recipe {
  const isOfficial = published.startsWith(`${nginxRepository}:`);
  return { name: 'nginx', published, ...(isOfficial && { standIn: { folder: 'nginx', suite: 'trixie' } }) };
}

export const databaseRecipes = {
  postgres: {
    name: 'postgres',
    published: 'public.ecr.aws/docker/library/postgres:17',
    standIn: { folder: 'postgres', suite: 'trixie' },
  },
  mariadb: {
    name: 'mariadb',
    published: 'public.ecr.aws/docker/library/mariadb:11.8',
    standIn: { folder: 'mariadb', suite: 'trixie' },
  },
  // Debian has no MySQL. MariaDB cannot replace it: Keycloak 22 with db=mysql cannot migrate it.
  mysql: { name: 'mysql', published: 'public.ecr.aws/docker/library/mysql:8.4' },
} satisfies Record<LocalDatabaseVendor, Recipe>;

/** Java runtimes that Debian packages, the preferred one first. */
const javaRuntimes = [
  { java: 21, suite: 'trixie' },
  { java: 17, suite: 'bookworm' },
] as const;

/**
 * `image`: the base image of kc-eb.yaml without its tag; only Keycloak's own has a stand-in. `java`: the Java releases
 * that this Keycloak runs on.
 */
export function keycloakRecipe(image: string, version: string, java: readonly number[]): Recipe {
  const published = `${image}:${version}`;
  const name = `keycloak ${version}`;
  if (image !== 'quay.io/keycloak/keycloak') return { name, published };
  const runtime = javaRuntimes.find((candidate) => java.includes(candidate.java)) ?? javaRuntimes[0];
  const buildArgs = { JRE: `openjdk-${runtime.java}-jre-headless` };
  return {
    ...{ name, published },
    standIn: { folder: 'keycloak', suite: runtime.suite, buildArgs, keycloak: version },
  };
}
