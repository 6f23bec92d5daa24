/** A row of the version table in words, for who moves from one to another. */
import type { KeycloakTraits } from './release-table.ts';

type Words = Readonly<Record<string, (traits: KeycloakTraits) => string>>;

const list = (names: readonly string[]): string => names.join(', ');
const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** Each trait has its words, or says why it has none. */
const words: Readonly<Record<keyof KeycloakTraits, Words>> = {
  urlVariables: { 'Public URL': ({ urlVariables }) => list(urlVariables) },
  proxyVariables: {
    'Behind a proxy': ({ proxyVariables }) =>
      list(Object.entries(proxyVariables).map(([name, value]) => `${name}=${value}`)),
  },
  admin: { 'First admin': ({ admin }) => list([admin.username, admin.password]) },
  managementPort: { 'Health and metrics': ({ managementPort }) => `port ${managementPort}` },
  jdbcPing: {
    'Nodes find each other': ({ jdbcPing }) =>
      jdbcPing === 'built-in' ? "Keycloak's own jdbc-ping stack" : 'a JDBC_PING stack in a cache file',
  },
  cacheOptions: {
    'Cache options': ({ cacheOptions }) => (cacheOptions === 'build' ? 'of kc.sh build' : 'of kc.sh start'),
  },
  infinispanSchema: { 'Infinispan schema': ({ infinispanSchema }) => infinispanSchema },
  caches: {
    'Caches in a cache file': ({ caches }) =>
      caches === undefined ? 'none: Keycloak makes its own' : `all, as of ${caches.replace(/\.xml$/, '')}`,
  },
  bindAddress: { 'Transport bound by': ({ bindAddress }) => bindAddress },
  certificates: {
    'Trusted certificates': ({ certificates }) =>
      certificates === 'java' ? "in Java's truststore, PEM only" : 'in conf/truststores',
  },
  mtls: { 'Encryption between nodes': ({ mtls }) => ({ absent: 'none', off: 'off', on: 'on' })[mtls] },
  persistentSessions: {
    'User sessions': ({ persistentSessions }) =>
      persistentSessions === 'on' ? 'in the database' : 'in memory, lost when all nodes stop',
  },
  updateCompatibility: {
    'Rolling updates': ({ updateCompatibility }) =>
      updateCompatibility ? 'as kc.sh update-compatibility says' : 'within one release only',
  },
  patchUpdates: {
    'Patch releases side by side': ({ patchUpdates }) =>
      ({ absent: 'no', preview: 'with rolling-updates:v2', on: 'as update-compatibility says' })[
        patchUpdates
      ],
  },
  bootstrapLine: { 'May listen before it is ready': ({ bootstrapLine }) => yes(bootstrapLine) },
  drivers: { 'Drivers in the image': ({ drivers }) => list(drivers) },
  // They are lines that mean nothing.
  falseWarnings: {},
  // The verification alone uses it.
  probeToken: {},
  java: { Java: ({ java }) => java.join(' or ') },
};

/** Title → words, in the order of the table. */
export function describeTraits(traits: KeycloakTraits): ReadonlyMap<string, string> {
  return new Map(
    Object.values(words).flatMap((titles) =>
      Object.entries(titles).map(([title, describe]) => [title, describe(traits)] as const),
    ),
  );
}
