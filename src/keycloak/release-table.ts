/**
 * What differs between Keycloak's minor releases, one row a minor. Taken from the distributions themselves:
 * `kc.sh start|build --help-all`, conf/cache-ispn.xml and lib/lib/main of the releases in test/evidence, and from
 * https://www.keycloak.org/docs/latest/upgrading/.
 */
import type { DatabaseVendor } from './databases.ts';

export interface KeycloakTraits {
  /** Variables that take the whole public URL; hostname v1 has one for the admin console, too. */
  readonly urlVariables: readonly string[];
  /** Makes Keycloak believe the X-Forwarded-* headers that nginx passes on. */
  readonly proxyVariables: Readonly<Record<string, string>>;
  /** Variables of the first admin, made when the database is empty. */
  readonly admin: { readonly username: string; readonly password: string };
  /** Where /health and /metrics are: 8080 until 24, the management interface from 25 on. */
  readonly managementPort: number;
  /** `built-in`: a jdbc-ping stack of its own, the default. `file`: the cache file must bring one. */
  readonly jdbcPing: 'file' | 'built-in';
  /** Whether `kc.sh build` or `kc.sh start` takes --cache and --cache-config-file. */
  readonly cacheOptions: 'build' | 'run';
  /** Version of the Infinispan schema in conf/cache-ispn.xml. */
  readonly infinispanSchema: string;
  /** Template of the caches that the cache file must define; undefined where Keycloak defines them itself. */
  readonly caches: string | undefined;
  /** How the transport is bound to an address: an option, or JGroups' system property. */
  readonly bindAddress: 'KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS' | 'JAVA_OPTS_APPEND';
  /**
   * How it is made to trust further certificates: `truststores`: the folder conf/truststores; `java`: Java's own.
   * Names a template in templates/image/certificates. https://www.keycloak.org/server/keycloak-truststore
   */
  readonly certificates: 'java' | 'truststores';
  /** Encryption between nodes: not an option, off (needs keystores of the user's) or on with keys of its own. */
  readonly mtls: 'absent' | 'off' | 'on';
  /** User sessions in the database. */
  readonly persistentSessions: 'absent' | 'preview' | 'on';
  /** `kc.sh update-compatibility`. */
  readonly updateCompatibility: boolean;
  /** Feature rolling-updates:v2, without which it never allows two patch releases in one cluster. */
  readonly patchUpdates: 'absent' | 'preview' | 'on';
  /**
   * Whether it logs "Bootstrap completed": a release that does may serve HTTP before, while /health/ready says DOWN
   * (with health enabled, it does).
   */
  readonly bootstrapLine: boolean;
  /** Databases whose driver is in lib/lib/main. */
  readonly drivers: readonly DatabaseVendor[];
  /** Lines of kc.sh about a start as kc-eb renders it that mean nothing, each with Keycloak's issue. */
  readonly falseWarnings: readonly FalseWarning[];
  /**
   * The client whose token the probe of a cluster presents to every node. `admin-cli`: its tokens are full up to 25.
   * `own-client`: from 26 on they are lightweight, and userinfo of 26.6.2 and later rejects those
   * (https://github.com/keycloak/keycloak/issues/50119); so the probe creates a client.
   */
  readonly probeToken: 'admin-cli' | 'own-client';
  /**
   * Java releases that run it; the official image brings one. https://www.keycloak.org/docs/25.0.6/release_notes/ has 21,
   * https://www.keycloak.org/docs/26.6.0/release_notes/ has 25.
   */
  readonly java: readonly number[];
}

export interface FalseWarning {
  /** What it is about. */
  readonly option: string;
  readonly issue: string;
}

const v22: KeycloakTraits = {
  urlVariables: ['KC_HOSTNAME_URL', 'KC_HOSTNAME_ADMIN_URL'],
  proxyVariables: { KC_PROXY: 'edge' },
  admin: { username: 'KEYCLOAK_ADMIN', password: 'KEYCLOAK_ADMIN_PASSWORD' },
  managementPort: 8080,
  jdbcPing: 'file',
  cacheOptions: 'build',
  infinispanSchema: '14.0',
  caches: '22.0.xml',
  bindAddress: 'JAVA_OPTS_APPEND',
  certificates: 'java',
  mtls: 'absent',
  persistentSessions: 'absent',
  updateCompatibility: false,
  patchUpdates: 'absent',
  bootstrapLine: false,
  drivers: ['postgres', 'mysql', 'mariadb', 'mssql', 'oracle'],
  falseWarnings: [],
  probeToken: 'admin-cli',
  java: [17],
};

const v24: KeycloakTraits = {
  ...v22,
  proxyVariables: { KC_PROXY_HEADERS: 'xforwarded' },
  certificates: 'truststores',
  mtls: 'off',
};

const v25: KeycloakTraits = {
  ...v24,
  urlVariables: ['KC_HOSTNAME'],
  managementPort: 9000,
  cacheOptions: 'run',
  infinispanSchema: '15.0',
  persistentSessions: 'preview',
  drivers: ['postgres', 'mysql', 'mariadb', 'mssql'],
  // hostname is of v1, deprecated, and of v2; a start with --optimized alone does not tell them apart.
  falseWarnings: [{ option: 'hostname', issue: 'https://github.com/keycloak/keycloak/issues/30380' }],
  java: [17, 21],
};

const v26_0: KeycloakTraits = {
  ...v25,
  falseWarnings: [],
  admin: { username: 'KC_BOOTSTRAP_ADMIN_USERNAME', password: 'KC_BOOTSTRAP_ADMIN_PASSWORD' },
  caches: '26.0.xml',
  probeToken: 'own-client',
  persistentSessions: 'on',
};

const v26_1: KeycloakTraits = { ...v26_0, jdbcPing: 'built-in' };

const v26_2: KeycloakTraits = { ...v26_1, caches: '26.2.xml', mtls: 'on', updateCompatibility: true };

const v26_3: KeycloakTraits = { ...v26_2, patchUpdates: 'preview' };

const v26_4: KeycloakTraits = {
  ...v26_3,
  caches: undefined,
  bindAddress: 'KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS',
};

const v26_6: KeycloakTraits = {
  ...v26_4,
  patchUpdates: 'on',
  bootstrapLine: true,
  infinispanSchema: '16.0',
  java: [17, 21, 25],
};

/** Oldest first. */
export const keycloakVersions = {
  '22.0': v22,
  '23.0': v22,
  '24.0': v24,
  '25.0': v25,
  '26.0': v26_0,
  '26.1': v26_1,
  '26.2': v26_2,
  '26.3': v26_3,
  '26.4': v26_4,
  '26.5': v26_4,
  '26.6': v26_6,
  '26.7': v26_6,
} satisfies Record<`${number}.${number}`, KeycloakTraits>;
