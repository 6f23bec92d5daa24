/**
 * Types of Keycloak's options, from the classes of the distributions in test/evidence: an option has one type in all releases
 * that have it. "*" stands for a name of the user. Texts, lists and files are left out; option-values.ts has enumerations.
 */
import { compareVersions, type Release } from './releases.ts';

export interface OptionType {
  /** The form in words, after "must be". */
  readonly words: string;
  readonly options: readonly string[];
  /** True for a value that Keycloak can read. */
  readonly reads: (value: string, release: Release) => boolean;
}

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** 22.0 takes all words of SmallRye Config. 23.0 and newer take only true and false, in lower case. */
function readsBoolean(value: string, { row }: Release): boolean {
  if (compareVersions(row, '22.0') === 0) return /^(true|false|yes|no|on|off|y|n|t|f|1|0)$/i.test(value);
  return value === 'true' || value === 'false';
}

const isInteger = (value: string): boolean =>
  /^[+-]?\d{1,10}$/.test(value) && Math.abs(Number(value)) < 2 ** 31;

/** "30", "500ms", "1m", "PT1M30S", "1h30m". https://quarkus.io/guides/all-config#duration-note-anchor-all-config */
function isDuration(value: string): boolean {
  if (/^[+-]?\d+(ms|s|m|h|d)?$/i.test(value)) return true;
  return (
    /^[+-]?(P(?=[\d+T-])|(?=\d))([+-]?\d+D)?T?([+-]?\d+H)?([+-]?\d+M)?([+-]?\d+([.,]\d+)?S)?$/i.test(value) &&
    /\d[DHMS]$/i.test(value)
  );
}

export const optionTypes: readonly OptionType[] = [
  {
    words: 'true or false',
    reads: readsBoolean,
    options: names(`
    cache-config-mutate cache-embedded-mtls-enabled cache-metrics-histograms-enabled
    cache-remote-tls-enabled db-active-* db-debug-jpql db-enabled-* db-health-exclude-*
    event-metrics-user-enabled health-enabled hostname-backchannel-dynamic hostname-debug
    hostname-strict hostname-strict-backchannel hostname-strict-https http-accept-non-normalized-paths
    http-access-log-enabled http-access-log-file-enabled http-access-log-file-rotate http-enabled
    http-management-health-enabled http-metrics-histograms-enabled legacy-observability-interface
    log-async log-console-async log-console-color log-console-include-mdc log-console-include-trace
    log-file-async log-file-include-mdc log-file-include-trace log-file-rotation-enabled
    log-file-rotation-rotate-on-boot log-gelf-include-location log-gelf-include-message-parameters
    log-gelf-include-stack-trace log-mdc-enabled log-syslog-async log-syslog-include-mdc
    log-syslog-include-trace metrics-enabled openapi-enabled openapi-ui-enabled proxy-protocol-enabled
    server-async-bootstrap telemetry-logs-enabled telemetry-metrics-enabled tracing-enabled
    tracing-infinispan-enabled tracing-jdbc-enabled transaction-xa-enabled transaction-xa-enabled-*
    truststore-kubernetes-enabled
    `),
  },
  {
    words: 'a whole number',
    reads: isInteger,
    options: names(`
    cache-embedded-*-max-count cache-embedded-mtls-rotation-interval-days
    cache-embedded-network-bind-port cache-embedded-network-external-port cache-remote-port
    db-log-slow-queries-threshold db-pool-initial-size db-pool-max-size db-pool-min-size db-url-port
    hostname-port http-management-port http-max-queued-requests http-pool-max-threads http-port
    https-port log-console-async-queue-length log-file-async-queue-length
    log-file-rotation-max-backup-index log-gelf-max-message-size log-gelf-port
    log-syslog-async-queue-length storage-hotrod-port
    `),
  },
  {
    words: 'a number such as 0.5',
    reads: (value) => /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value),
    options: names(`
    tracing-sampler-ratio
    `),
  },
  {
    words: 'a duration such as 30, 500ms, 10s, 5m, 1h, 2d or PT1M30S',
    reads: isDuration,
    options: names(`
    db-connect-timeout db-pool-max-lifetime https-certificates-reload-period
    https-management-certificates-reload-period shutdown-delay shutdown-timeout
    telemetry-metrics-interval transaction-default-timeout transaction-setup-timeout
    `),
  },
  {
    words: 'a size in bytes such as 2048, 512k, 10M or 1G',
    reads: (value) => /^\d+[bkmgtpezy]?$/i.test(value),
    options: names(`
    log-file-rotation-max-file-size log-syslog-max-length
    `),
  },
];

/** The type of an option; undefined for texts. An option of a further database has the type of the first one's. */
export function typeOfOption(option: string): OptionType | undefined {
  return optionTypes.find(({ options }) => options.some((name) => matches(name, option)));
}

const ofDatasource =
  /^(db-(?:pool-(?:initial|max|min)-size|url-port|connect-timeout|debug-jpql|log-slow-queries-threshold))-.+$/;

/** The option of the first database for one of a further database. */
function ofFirstDatabase(option: string): string {
  return ofDatasource.exec(option)?.[1] ?? option;
}

function matches(name: string, option: string): boolean {
  const [start = '', end] = name.split('*');
  if (end === undefined) return name === ofFirstDatabase(option);
  return option.length > name.length - 1 && option.startsWith(start) && option.endsWith(end);
}

export interface Range {
  readonly from: number;
  /** undefined: any number from there. */
  readonly to?: number;
  /** A value outside with a meaning. */
  readonly or?: number;
}

const leasts: readonly (readonly [number, readonly string[]])[] = [
  [0, names('db-pool-initial-size db-pool-min-size')],
  [
    1,
    names(`
    cache-embedded-mtls-rotation-interval-days db-pool-max-size http-pool-max-threads
    log-console-async-queue-length log-file-async-queue-length log-syslog-async-queue-length
    `),
  ],
];

/** The range of a whole number: of ports by their names, and of sizes with which Keycloak does not start or serve. */
export function rangeOf(option: string): Range | undefined {
  const name = ofFirstDatabase(option);
  if (/(^|-)port$/.test(name)) {
    return { from: 1, to: 65535, ...(name === 'hostname-port' && { or: -1 }) };
  }
  const [from] = leasts.find(([, options]) => options.includes(name)) ?? [];
  return from === undefined ? undefined : { from };
}
