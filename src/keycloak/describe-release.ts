/** Describes a row of the version table, for the comparison of two releases. */
import type { KeycloakTraits } from './release-table.ts';

type Words = Readonly<Record<string, (traits: KeycloakTraits) => string>>;

const list = (names: readonly string[]): string => names.join(', ');
const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** The description of each trait; a comment explains an empty one. */
const words: Readonly<Record<keyof KeycloakTraits, Words>> = {
  urlVariables: { 'Public URL': ({ urlVariables }) => list(urlVariables) },
  hostnameVariables: {
    'URLs for back channels': ({ hostnameVariables }) =>
      Object.keys(hostnameVariables).length === 0
        ? 'the public URL'
        : list(Object.entries(hostnameVariables).map(([name, value]) => `${name}=${value}`)),
  },
  proxyVariables: {
    'Behind a proxy': ({ proxyVariables }) =>
      list(Object.entries(proxyVariables).map(([name, value]) => `${name}=${value}`)),
  },
  admin: { 'First admin': ({ admin }) => list([admin.username, admin.password]) },
  temporaryAdmin: { 'First admin is temporary': ({ temporaryAdmin }) => yes(temporaryAdmin) },
  managementPort: { 'Health and metrics': ({ managementPort }) => `port ${managementPort}` },
  managementScheme: {
    'Management interface with a certificate of Keycloak': ({ managementScheme }) =>
      ({ none: 'none', inherited: 'HTTPS', option: 'HTTP, with KC_HTTP_MANAGEMENT_SCHEME=http' })[
        managementScheme
      ],
  },
  jdbcPing: {
    'Node discovery': ({ jdbcPing }) =>
      jdbcPing === 'built-in' ? 'jdbc-ping stack of Keycloak' : 'JDBC_PING stack in a cache file',
  },
  cacheOptions: {
    'Cache options': ({ cacheOptions }) => (cacheOptions === 'build' ? 'kc.sh build' : 'kc.sh start'),
  },
  infinispanSchema: { 'Infinispan schema': ({ infinispanSchema }) => infinispanSchema },
  caches: {
    'Caches in a cache file': ({ caches }) =>
      caches === undefined ? 'none: Keycloak defines them' : `all, as in ${caches.replace(/\.xml$/, '')}`,
  },
  bindAddress: { 'Transport bind address': ({ bindAddress }) => bindAddress },
  certificates: {
    'Trusted certificates': ({ certificates }) =>
      certificates === 'java' ? 'truststore of Java, PEM only' : 'conf/truststores',
  },
  mtls: { 'Encryption between nodes': ({ mtls }) => ({ absent: 'none', off: 'off', on: 'on' })[mtls] },
  persistentSessions: {
    'User sessions': ({ persistentSessions }) =>
      persistentSessions === 'on' ? 'in the database' : 'in memory, lost when all nodes stop',
  },
  updateCompatibility: {
    'Rolling updates': ({ updateCompatibility }) =>
      updateCompatibility ? 'when kc.sh update-compatibility allows them' : 'only within one release',
  },
  patchUpdates: {
    'Two patch releases in one cluster': ({ patchUpdates }) =>
      ({ absent: 'no', preview: 'with rolling-updates:v2', on: 'when update-compatibility allows them' })[
        patchUpdates
      ],
  },
  bootstrapLine: { 'Can listen before it is ready': ({ bootstrapLine }) => yes(bootstrapLine) },
  shutdown: {
    'Running requests at a stop': ({ shutdown }) =>
      shutdown === undefined ? 'are cut off' : 'end first, within KC_SHUTDOWN_TIMEOUT',
  },
  drivers: { 'Drivers in the image': ({ drivers }) => list(drivers) },
  // Harmless log lines.
  falseWarnings: {},
  // Only the verification uses it.
  probeToken: {},
  java: { Java: ({ java }) => java.join(' or ') },
};

/** Title → description, in the order of the table. */
export function describeTraits(traits: KeycloakTraits): ReadonlyMap<string, string> {
  return new Map(
    Object.values(words).flatMap((titles) =>
      Object.entries(titles).map(([title, describe]) => [title, describe(traits)] as const),
    ),
  );
}
