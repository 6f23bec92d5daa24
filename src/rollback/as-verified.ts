/** Brings kc-eb.yaml to what a verified deployment serves: its rollback is judged by that. Pure. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { pathPrefix, publicUrl } from '../config/derived-values.ts';
import type { Config } from '../config/schema.ts';
import { parseRelease, type Release } from '../keycloak/releases.ts';
import type { Served, VerifiedDeployment } from './verified-deployments.ts';

/** The facts of a deployment that its option settings lack. */
export function servedBy(config: Config): Served {
  const { keycloak, cluster } = config;
  return { url: publicUrl(config), clustered: cluster.enabled, features: keycloak.features };
}

export interface AsVerified {
  config: Config;
  /** Keys that a record of an older kc-eb lacks: their values are those of kc-eb.yaml. */
  missing: readonly string[];
}

/** Replaces every key that the verification of a rollback uses. The settings have the rest in each record. */
export function asVerified(config: Config, to: VerifiedDeployment): AsVerified {
  const version = parseRelease(to.versionLabel) ?? config.keycloak.version;
  const read = reader(to.settings);
  const profile = read('aws:autoscaling:launchconfiguration', 'IamInstanceProfile');
  const url = to.served?.url ?? urlOf(version, read);
  const certificate = read('aws:elbv2:listener:443', 'SSLCertificateArns');
  const { served } = to;
  return {
    config: {
      ...config,
      keycloak: {
        ...config.keycloak,
        ...(url !== undefined && addressOf(url)),
        version,
        features: served?.features ?? config.keycloak.features,
      },
      admin: adminOf(config, version, read),
      cluster: { ...config.cluster, enabled: served?.clustered ?? config.cluster.enabled },
      instances: {
        ...config.instances,
        min: to.minInstances,
        profile: profile ?? config.instances.profile,
      },
      network: { ...config.network, certificate },
    },
    missing: [
      ...(url === undefined ? ['keycloak.hostname', 'keycloak.relativePath'] : []),
      ...(served === undefined ? ['keycloak.features', 'cluster.enabled'] : []),
    ],
  };
}

/** undefined without a difference to the record; otherwise one paragraph. */
export function missingText({ config, missing }: AsVerified, to: VerifiedDeployment): string | undefined {
  if (missing.length === 0) return undefined;
  const { keycloak, cluster } = config;
  const values: Record<string, string> = {
    'keycloak.hostname': keycloak.hostname,
    'keycloak.relativePath': pathPrefix(config) || '/',
    'keycloak.features': keycloak.features.join(', ') || 'none',
    'cluster.enabled': String(cluster.enabled),
  };
  const taken = missing.map((key) => `${key} (${values[key] ?? ''})`).join(', ');
  return `The record of ${to.versionLabel} is by an older kc-eb and lacks a part. kc-eb.yaml's own values stand for it: ${taken}.`;
}

type Read = (namespace: string, name: string) => string | undefined;

function reader(settings: readonly ConfigurationOptionSetting[]): Read {
  return (namespace, name) =>
    settings.find(({ Namespace, OptionName }) => Namespace === namespace && OptionName === name)?.Value;
}

const properties = 'aws:elasticbeanstalk:application:environment';
const secrets = 'aws:elasticbeanstalk:application:environmentsecrets';

/** Keycloak's variable of its public URL. */
function urlOf({ traits }: Release, read: Read): string | undefined {
  const [name = ''] = traits.urlVariables;
  const url = read(properties, name);
  // keycloak.env may have a host name there, or less.
  return url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? url : undefined;
}

function addressOf(url: string): Pick<Config['keycloak'], 'hostname' | 'relativePath'> {
  const { origin, pathname } = new URL(url);
  return { hostname: origin, relativePath: pathname };
}

function adminOf({ admin }: Config, { traits }: Release, read: Read): Config['admin'] {
  return {
    username: read(properties, traits.admin.username) ?? admin.username,
    password: read(secrets, traits.admin.password) ?? admin.password,
  };
}
