/**
 * Keycloak's options by the minors that have them, from `kc.sh start|build --help-all` of the distributions in
 * test/evidence, and a few hidden options. "*" matches a name of the user, as in log-level-org.keycloak. Options of
 * hostname v1 end with 24: 25 has them with a feature that kc-eb rejects. Each name is in one span only.
 */
export interface OptionSpan {
  /** A minor, e.g. "22.0". */
  readonly first: string;
  /** undefined when the newest minor has them. */
  readonly last: string | undefined;
  readonly names: readonly string[];
}

/** Reads spans: a line with the first and the last minor, then lines of names. */
export function readSpans(text: string): OptionSpan[] {
  return [...text.matchAll(/^([\d.]+)-([\d.]*)\n((?: .*\n)+)/gm)].map(
    ([, first = '', last = '', names = '']) => ({
      first,
      last: last === '' ? undefined : last,
      names: names.trim().split(/\s+/),
    }),
  );
}

/** All options. */
export const optionSpans: readonly OptionSpan[] = readSpans(`
22.0-22.0
  storage storage-area-auth-session storage-area-authorization storage-area-client
  storage-area-client-scope storage-area-event-admin storage-area-event-auth storage-area-group
  storage-area-login-failure storage-area-realm storage-area-role storage-area-single-use-object
  storage-area-user storage-area-user-session storage-deployment-state-version-seed storage-file-dir
  storage-hotrod-host storage-hotrod-password storage-hotrod-port storage-hotrod-username storage-jpa-db
22.0-24.0
  hostname-admin-url hostname-path hostname-port hostname-strict-backchannel hostname-strict-https
  hostname-url
22.0-25.0
  log-gelf-facility log-gelf-host log-gelf-include-location log-gelf-include-message-parameters
  log-gelf-include-stack-trace log-gelf-level log-gelf-max-message-size log-gelf-port
  log-gelf-timestamp-format proxy
22.0-
  cache cache-config-file cache-stack config-keystore config-keystore-password config-keystore-type db
  db-dialect db-driver db-password db-pool-initial-size db-pool-max-size db-pool-min-size db-schema db-url
  db-url-database db-url-host db-url-port db-url-properties db-username features features-disabled
  fips-mode health-enabled hostname hostname-admin hostname-debug hostname-strict http-enabled http-host
  http-port http-relative-path https-certificate-file https-certificate-key-file https-cipher-suites
  https-client-auth https-key-store-file https-key-store-password https-key-store-type https-port
  https-protocols https-trust-store-file https-trust-store-password https-trust-store-type log
  log-console-color log-console-format log-console-output log-file log-file-format log-file-output
  log-level metrics-enabled transaction-xa-enabled vault vault-dir vault-file vault-pass vault-type
23.0-
  http-max-queued-requests
24.0-
  cache-embedded-mtls-enabled cache-embedded-mtls-key-store-file cache-embedded-mtls-key-store-password
  cache-embedded-mtls-trust-store-file cache-embedded-mtls-trust-store-password cache-remote-host
  cache-remote-password cache-remote-port cache-remote-username http-pool-max-threads proxy-headers
  tls-hostname-verifier truststore-paths
25.0-
  cache-metrics-histograms-enabled cache-remote-tls-enabled hostname-backchannel-dynamic
  http-management-host http-management-port http-management-relative-path http-metrics-histograms-enabled
  http-metrics-slos https-management-certificate-file https-management-certificate-key-file
  https-management-cipher-suites https-management-client-auth https-management-key-store-file
  https-management-key-store-password https-management-key-store-type https-management-protocols
  legacy-observability-interface log-syslog-app-name log-syslog-endpoint log-syslog-format
  log-syslog-output log-syslog-protocol
26.0-
  bootstrap-admin-client-id bootstrap-admin-client-secret bootstrap-admin-password
  bootstrap-admin-username cache-embedded-authorization-max-count cache-embedded-client-sessions-max-count
  cache-embedded-keys-max-count cache-embedded-offline-client-sessions-max-count
  cache-embedded-offline-sessions-max-count cache-embedded-realms-max-count
  cache-embedded-sessions-max-count cache-embedded-users-max-count https-certificates-reload-period
  log-console-include-trace log-console-level log-file-include-trace log-file-level
  log-syslog-include-trace log-syslog-level log-syslog-max-length log-syslog-type proxy-protocol-enabled
  proxy-trusted-addresses tracing-compression tracing-enabled tracing-endpoint tracing-jdbc-enabled
  tracing-protocol tracing-resource-attributes tracing-sampler-ratio tracing-sampler-type
  tracing-service-name
26.1-
  event-metrics-user-enabled event-metrics-user-events event-metrics-user-tags log-level-*
26.2-
  cache-embedded-crl-max-count cache-embedded-mtls-rotation-interval-days
  https-management-certificates-reload-period log-console-json-format log-file-json-format
  log-syslog-json-format
26.3-26.3
  db-active-*
26.3-
  db-debug-jpql db-driver-* db-kind-* db-log-slow-queries-threshold db-password-* db-pool-initial-size-*
  db-pool-max-size-* db-pool-min-size-* db-schema-* db-url-database-* db-url-full-* db-url-host-*
  db-url-port-* db-url-properties-* db-username-* log-async log-console-async
  log-console-async-queue-length log-file-async log-file-async-queue-length log-syslog-async
  log-syslog-async-queue-length log-syslog-counting-framing transaction-xa-enabled-*
26.4-
  cache-config-mutate cache-embedded-network-bind-address cache-embedded-network-bind-port
  cache-embedded-network-external-address cache-embedded-network-external-port cache-remote-backup-sites
  db-debug-jpql-* db-enabled-* db-log-slow-queries-threshold-* db-pool-max-lifetime
  http-accept-non-normalized-paths http-access-log-enabled http-access-log-exclude http-access-log-pattern
  http-management-health-enabled http-management-scheme log-console-include-mdc log-file-include-mdc
  log-mdc-enabled log-mdc-keys log-syslog-include-mdc tracing-infinispan-enabled
26.5-
  feature-* openapi-enabled openapi-ui-enabled telemetry-endpoint telemetry-logs-enabled
  telemetry-logs-endpoint telemetry-logs-level telemetry-logs-protocol telemetry-metrics-enabled
  telemetry-metrics-endpoint telemetry-metrics-interval telemetry-metrics-protocol telemetry-protocol
  telemetry-resource-attributes telemetry-service-name tracing-header-*
26.6-
  db-connect-timeout db-tls-mode db-tls-mode-* db-tls-trust-store-file db-tls-trust-store-file-*
  db-tls-trust-store-password db-tls-trust-store-password-* db-tls-trust-store-type
  db-tls-trust-store-type-* http-access-log-file-enabled http-access-log-file-name
  http-access-log-file-rotate http-access-log-file-suffix http-access-log-masked-cookies
  http-access-log-masked-headers log-file-rotation-enabled log-file-rotation-file-suffix
  log-file-rotation-max-backup-index log-file-rotation-max-file-size log-file-rotation-rotate-on-boot
  log-service-environment log-service-name server-async-bootstrap shutdown-delay shutdown-timeout
  telemetry-header-* telemetry-logs-header-* telemetry-metrics-header-* transaction-default-timeout
  transaction-setup-timeout truststore-kubernetes-enabled
26.7-
  db-connect-timeout-* db-health-exclude-* db-mtls-key-store-file db-mtls-key-store-file-*
  db-mtls-key-store-password db-mtls-key-store-password-* db-mtls-key-store-type db-mtls-key-store-type-*
  https-management-trust-store-file https-management-trust-store-password
  https-management-trust-store-type
`);

/** Options that kc.sh build fixes: start --optimized does not accept another value for them. */
export const buildTimeSpans: readonly OptionSpan[] = readSpans(`
22.0-22.0
  storage storage-area-auth-session storage-area-authorization storage-area-client
  storage-area-client-scope storage-area-event-admin storage-area-event-auth storage-area-group
  storage-area-login-failure storage-area-realm storage-area-role storage-area-single-use-object
  storage-area-user storage-area-user-session storage-jpa-db
22.0-24.0
  cache cache-config-file cache-stack
22.0-
  db features features-disabled fips-mode health-enabled http-relative-path metrics-enabled
  transaction-xa-enabled vault
24.0-
  db-driver https-client-auth
25.0-
  http-management-relative-path https-management-client-auth legacy-observability-interface
26.0-
  tracing-enabled tracing-jdbc-enabled tracing-sampler-type
26.1-
  event-metrics-user-enabled
26.3-
  db-driver-* db-kind-* transaction-xa-enabled-*
26.4-
  http-management-health-enabled log-mdc-enabled
26.5-
  feature-* openapi-enabled openapi-ui-enabled telemetry-logs-enabled telemetry-metrics-enabled
26.7-
  db-health-exclude-*
`);

/** The option that replaces another one in minors without it; "*" matches the same text in both. */
export const successors: Readonly<Record<string, string>> = {
  proxy: 'proxy-headers',
  'proxy-headers': 'proxy',
  'hostname-url': 'hostname',
  'hostname-path': 'hostname',
  'hostname-port': 'hostname',
  'hostname-admin-url': 'hostname-admin',
  'hostname-strict-https': 'hostname',
  'db-active-*': 'db-enabled-*',
};

/** Advice for options without an exact replacement. */
export const advice: Readonly<Record<string, string>> = {
  'hostname-strict-backchannel':
    'hostname-backchannel-dynamic has the opposite meaning: omit it for true, set it to true for false',
  'hostname-backchannel-dynamic':
    'hostname-strict-backchannel has the opposite meaning: set it to true for false, omit it for true',
  'log-gelf-*': 'GELF was removed; use syslog, with log: console,syslog and log-syslog-endpoint',
};
