/** Checks for databases, certificates and caches that fail on the instances, though each key is valid. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import { databases } from '../keycloak/databases.ts';
import { featureSpans } from '../keycloak/features.ts';
import { optionSpans } from '../keycloak/options.ts';
import { isAbsent, optionOf } from '../keycloak/release-ranges.ts';
import { usesIam } from '../keycloak/jdbc-properties.ts';

export function checkSituations(config: Config): Problem[] {
  return [
    ...checkProperties(config),
    ...checkIamUrl(config),
    ...checkReaderUrl(config),
    ...checkCertificates(config),
    ...checkRemoteCache(config),
  ];
}

/** The URL continues with the properties, without a sign between them. */
function checkProperties({ database: { vendor, properties = '' } }: Config): Problem[] {
  const path = ['database', 'properties'];
  const { propertiesStart } = databases[vendor];
  if (properties !== '' && !properties.startsWith(propertiesStart)) {
    return [{ path, message: `must begin with ${propertiesStart} for ${vendor}` }];
  }
  return usesIam(vendor, properties) ? [{ path, message: noIam }] : [];
}

const noIam =
  'must not use IAM authentication: Keycloak’s pool and node discovery log in with database.password, which kc-eb needs';

function checkIamUrl({ keycloak: { env }, database: { vendor } }: Config): Problem[] {
  return usesIam(vendor, env['KC_DB_URL'] ?? '')
    ? [{ path: ['keycloak', 'env', 'KC_DB_URL'], message: noIam }]
    : [];
}

function checkReaderUrl({ keycloak: { env } }: Config): Problem[] {
  const message =
    'must lead to the writer endpoint of the cluster: the reader endpoint (cluster-ro-) takes no changes';
  return /\.cluster-ro-/i.test(env['KC_DB_URL'] ?? '')
    ? [{ path: ['keycloak', 'env', 'KC_DB_URL'], message }]
    : [];
}

/** Options that give Keycloak its own certificate: the management interface takes it over. */
const certificates: readonly string[] = ['KC_HTTPS_CERTIFICATE_FILE', 'KC_HTTPS_KEY_STORE_FILE'];

/** True when Keycloak serves HTTPS too. nginx keeps to HTTP, within the instance. */
export function hasCertificate({ keycloak: { env, secrets } }: Config): boolean {
  return certificates.some((name) => name in env || name in secrets);
}

/** https://www.keycloak.org/server/management-interface */
function checkCertificates({ keycloak: { env, secrets, version } }: Config): Problem[] {
  const { managementScheme } = version.traits;
  const message = (name: string): string | undefined => {
    if (/^KC_HTTPS_MANAGEMENT_(CERTIFICATE|KEY_STORE|TRUST_STORE)/.test(name)) {
      return 'must not be set: nginx and the heartbeat read the management interface by HTTP, within the instance';
    }
    return managementScheme === 'inherited' && certificates.includes(name)
      ? `would turn the management interface of Keycloak ${version.name} to HTTPS, which nginx reads by HTTP; the load balancer ends TLS (network.certificate). Keycloak 26.4 and newer can have both`
      : undefined;
  };
  return ['env', 'secrets'].flatMap((place) =>
    Object.keys(place === 'env' ? env : secrets).flatMap((name) => {
      const found = message(name);
      return found === undefined ? [] : [{ path: ['keycloak', place, name], message: found }];
    }),
  );
}

const noRemote =
  'must not be set: kc-eb does not support an external Infinispan. Its heartbeats and verify prove the cluster that the nodes form';

/** Options of all releases for an external Infinispan, hidden ones too, and of its provider. */
const remoteOption = /^(cache-remote|storage-hotrod|spi-cache-remote)-/;
const remoteFeature = /^(multi-site|clusterless|cache-embedded-remote-store)(:|$)/;

/** Another check rejects what the release lacks. https://www.keycloak.org/high-availability/multi-cluster/introduction */
function checkRemoteCache({ keycloak }: Config): Problem[] {
  const { env, secrets, buildOptions, features, version } = keycloak;
  const rejected = (place: string, key: string | number): Problem => ({
    path: ['keycloak', place, key],
    message: noRemote,
  });
  const isRemote = (option = ''): boolean =>
    remoteOption.test(option) && !isAbsent(optionSpans, option, version);
  const named = (place: string, names: string[]): Problem[] =>
    names.filter((name) => isRemote(optionOf(name))).map((name) => rejected(place, name));
  return [
    ...named('env', Object.keys(env)),
    ...named('secrets', Object.keys(secrets)),
    ...Object.entries(buildOptions).flatMap(([option, value]) => {
      const isStorage = /^storage(-area-|$)/.test(option) && value.trim() === 'hotrod';
      return isRemote(option) || (isStorage && !isAbsent(optionSpans, option, version))
        ? [rejected('buildOptions', option)]
        : [];
    }),
    ...features.flatMap((feature, index) => {
      const [name = ''] = feature.split(':');
      return remoteFeature.test(feature) && !isAbsent(featureSpans, name, version)
        ? [rejected('features', index)]
        : [];
    }),
  ];
}
