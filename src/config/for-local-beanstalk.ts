import { architecture } from './architecture.ts';
import { byTag } from './proxy-image.ts';
import type { Config } from './schema.ts';
import { databases, type DatabaseVendor } from '../keycloak/databases.ts';
import { UserError } from '../base/user-error.ts';

/** Values of Local Beanstalk in place of the user's database and host name. */
export interface LocalTarget {
  /** http://127.0.0.1:PORT of the API. */
  endpoint: string;
  /** Public URL of the load balancer: http://localhost:PORT. */
  url: string;
  /** Host and port of the database for instances; its name is database.name. */
  database: {
    /** undefined when instances only report. */
    vendor?: DatabaseVendor | undefined;
    /** The database.vendor that it was started for; undefined when it was started without kc-eb.yaml. */
    standsFor?: string | undefined;
    host: string;
    port: number;
    username: string;
    passwordArn: string;
  };
  adminPasswordArn: string;
  /** Its instances run nothing: no Keycloak can be verified, or take a password. */
  reportingOnly?: boolean;
  /** The profile of kc-eb.yaml is not in Local Beanstalk's IAM. */
  instanceProfile: string;
  /**
   * Pulls the base image, e.g. "quay.io/keycloak/keycloak:26.7.3", or builds a stand-in when its registry cannot be
   * reached. undefined when instances only report.
   */
  provideBaseImage?: (
    from: string,
    onLine: (line: string) => void,
  ) => Promise<{ outcome: 'done' | 'already'; detail: string }>;
}

/**
 * Returns the configuration with the database, host name and secrets of Local Beanstalk. The image stays the same unless
 * Local Beanstalk runs another vendor in place of the configured one. The environments of one file share its database
 * server: each has a database there. Throws UserError 'local' for an unrelated vendor.
 */
export function localize(config: Config, local: LocalTarget, environment?: string): Config {
  const { host, port, username, passwordArn } = local.database;
  const { instances, options } = onAmd64(config);
  return {
    ...config,
    keycloak: {
      ...config.keycloak,
      hostname: local.url,
      env: withoutPlaces(config.keycloak.env),
      secrets: withoutPlaces(config.keycloak.secrets),
    },
    database: {
      vendor: vendorOf(config.database.vendor, local.database),
      name: [config.database.name, ...(environment === undefined ? [] : [environment])].join('-'),
      host,
      port,
      username,
      password: passwordArn,
    },
    admin: { ...config.admin, password: local.adminPasswordArn },
    // Its instances are containers of this machine, which runs images for amd64.
    options,
    instances: { ...instances, profile: local.instanceProfile },
    // Its load balancer supports only HTTP, and clients reach it directly.
    network: {
      ...config.network,
      certificate: undefined,
      hostedZone: undefined,
      trustedProxies: [],
      // A stand-in has another digest.
      proxyImage: byTag(config.network.proxyImage),
    },
  };
}

/**
 * URLs of the admin console and of the database would lead away from this machine. The local database has no TLS, and
 * takes none of `database.properties`.
 */
function withoutPlaces(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => !/^KC_(HOSTNAME_ADMIN(_URL)?|DB_URL|DB_TLS_MODE)$/.test(name),
    ),
  );
}

function onAmd64(config: Config): Pick<Config, 'instances' | 'options'> {
  if (architecture(config) === 'x86_64') return config;
  const dropped = ['InstanceTypes', 'SupportedArchitectures'];
  const left = Object.entries(config.options['aws:ec2:instances'] ?? {}).filter(
    ([option]) => !dropped.includes(option),
  );
  return {
    instances: { ...config.instances, types: ['t3.medium'] },
    options: { ...config.options, 'aws:ec2:instances': Object.fromEntries(left) },
  };
}

function vendorOf(
  configured: DatabaseVendor,
  { vendor, standsFor }: LocalTarget['database'],
): DatabaseVendor {
  const { localVendor } = databases[configured];
  // Reporting-only instances have no database.
  if (vendor === undefined || vendor === localVendor) return localVendor;
  if (standsFor === configured) return vendor;
  throw new UserError('local', `Local Beanstalk runs ${vendor}, but database.vendor is ${configured}.`, {
    hint: `Run kc-eb local stop, then kc-eb local start. Add --database ${vendor} to run ${vendor} in place of ${configured}.`,
  });
}
