/**
 * Differences between Keycloak's minor releases, one row per minor. Sources: the distributions in test/evidence
 * (`kc.sh start|build --help-all`, conf/cache-ispn.xml, lib/lib/main) and
 * https://www.keycloak.org/docs/latest/upgrading/.
 */
import type { DatabaseVendor } from './databases.ts';

export interface KeycloakTraits {
  /** Variables that hold the whole public URL; hostname v1 has a second one for the admin console. */
  readonly urlVariables: readonly string[];
  /**
   * Variables without which hostname v1 takes the URLs for back channels from the Host header of a request.
   * https://www.keycloak.org/docs/24.0.5/release_notes/
   */
  readonly hostnameVariables: Readonly<Record<string, string>>;
  /** Variables that make Keycloak trust the X-Forwarded-* headers of nginx. */
  readonly proxyVariables: Readonly<Record<string, string>>;
  /** Variables of the first admin, which Keycloak creates in an empty database. */
  readonly admin: { readonly username: string; readonly password: string };
  /** Keycloak marks that admin as temporary: https://www.keycloak.org/server/bootstrap-admin-recovery */
  readonly temporaryAdmin: boolean;
  /** Port of /health and /metrics: 8080 until 24, the management interface from 25 on. */
  readonly managementPort: number;
  /**
   * Scheme of the management interface when Keycloak has a certificate. `inherited`: HTTPS. `option`: HTTP, with
   * KC_HTTP_MANAGEMENT_SCHEME. `none`: the release has no such interface. https://www.keycloak.org/server/management-interface
   */
  readonly managementScheme: 'none' | 'inherited' | 'option';
  /** `built-in`: Keycloak has a jdbc-ping stack, the default. `file`: the cache file must define one. */
  readonly jdbcPing: 'file' | 'built-in';
  /** The command that accepts --cache and --cache-config-file: `kc.sh build` or `kc.sh start`. */
  readonly cacheOptions: 'build' | 'run';
  /** Version of the Infinispan schema in conf/cache-ispn.xml. */
  readonly infinispanSchema: string;
  /** Template of the caches that the cache file must define; undefined when Keycloak defines them. */
  readonly caches: string | undefined;
  /** Variable that binds the transport to an address: an option, or one with JGroups' system property. */
  readonly bindAddress: 'KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS' | 'JAVA_OPTS_APPEND';
  /**
   * Place of additional trusted certificates. `truststores`: the folder conf/truststores. `java`: the truststore of Java.
   * Names a template in templates/image/certificates. https://www.keycloak.org/server/keycloak-truststore
   */
  readonly certificates: 'java' | 'truststores';
  /** Encryption between nodes: unsupported, off (needs keystores of the user), or on with generated keys. */
  readonly mtls: 'absent' | 'off' | 'on';
  /** Whether the database holds user sessions. */
  readonly persistentSessions: 'absent' | 'preview' | 'on';
  /** Whether the release has `kc.sh update-compatibility`. */
  readonly updateCompatibility: boolean;
  /** Feature rolling-updates:v2. Without it, Keycloak never allows two patch releases in one cluster. */
  readonly patchUpdates: 'absent' | 'preview' | 'on';
  /**
   * Whether the log has "Bootstrap completed". Such a release may serve HTTP earlier, while /health/ready is DOWN (if
   * health is enabled).
   */
  readonly bootstrapLine: boolean;
  /**
   * Default of --shutdown-delay. SIGTERM starts a phase of this length in which Keycloak still serves, then it waits for
   * running requests and caches. undefined: it cuts running requests off at once.
   * https://github.com/keycloak/keycloak/issues/43589
   */
  readonly shutdown: { readonly delaySeconds: number } | undefined;
  /** Databases with a driver in lib/lib/main. */
  readonly drivers: readonly DatabaseVendor[];
  /** Harmless warnings of kc.sh about the start command that kc-eb renders. */
  readonly falseWarnings: readonly FalseWarning[];
  /**
   * The client whose token the probe of a cluster presents to every node. `admin-cli`: its tokens are full up to 25.
   * `own-client`: from 26 on they are lightweight, and userinfo of 26.6.2 and later rejects those
   * (https://github.com/keycloak/keycloak/issues/50119); so the probe creates a client.
   */
  readonly probeToken: 'admin-cli' | 'own-client';
  /**
   * Supported Java releases; the official image contains one. 21: https://www.keycloak.org/docs/25.0.6/release_notes/,
   * 25: https://www.keycloak.org/docs/26.6.0/release_notes/.
   */
  readonly java: readonly number[];
}

export interface FalseWarning {
  /** Name of the option in the warning. */
  readonly option: string;
  readonly issue: string;
}

const v22: KeycloakTraits = {
  urlVariables: ['KC_HOSTNAME_URL', 'KC_HOSTNAME_ADMIN_URL'],
  hostnameVariables: { KC_HOSTNAME_STRICT_BACKCHANNEL: 'true' },
  proxyVariables: { KC_PROXY: 'edge' },
  admin: { username: 'KEYCLOAK_ADMIN', password: 'KEYCLOAK_ADMIN_PASSWORD' },
  temporaryAdmin: false,
  managementPort: 8080,
  managementScheme: 'none',
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
  shutdown: undefined,
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
  hostnameVariables: {},
  managementPort: 9000,
  managementScheme: 'inherited',
  cacheOptions: 'run',
  infinispanSchema: '15.0',
  persistentSessions: 'preview',
  drivers: ['postgres', 'mysql', 'mariadb', 'mssql'],
  // hostname exists in v1 (deprecated) and v2; a start with --optimized alone does not distinguish them.
  falseWarnings: [{ option: 'hostname', issue: 'https://github.com/keycloak/keycloak/issues/30380' }],
  java: [17, 21],
};

const v26_0: KeycloakTraits = {
  ...v25,
  falseWarnings: [],
  admin: { username: 'KC_BOOTSTRAP_ADMIN_USERNAME', password: 'KC_BOOTSTRAP_ADMIN_PASSWORD' },
  temporaryAdmin: true,
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
  managementScheme: 'option',
  bindAddress: 'KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS',
};

const v26_6: KeycloakTraits = {
  ...v26_4,
  patchUpdates: 'on',
  bootstrapLine: true,
  shutdown: { delaySeconds: 1 },
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
