/** Checks across the keys of kc-eb.yaml, each of which is valid alone. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import { databases } from '../keycloak/databases.ts';
import { environmentProperties } from './environment-properties.ts';
import { isFrom } from '../keycloak/releases.ts';
import { checkOptions } from './option-checks.ts';

export function checkConfig(config: Config): Problem[] {
  return [
    ...checkCounts(config),
    ...checkTimes(config),
    ...checkCache(config),
    ...checkDatabase(config),
    ...checkVariables(config),
    ...checkOptions(config),
    ...checkSize(config),
  ];
}

function checkCounts({ cluster, instances: { min, max } }: Config): Problem[] {
  return [
    ...(cluster.enabled && min < 2
      ? [
          {
            path: ['instances', 'min'],
            message: `must be at least 2 when cluster.enabled is true (got ${min})`,
          },
        ]
      : []),
    ...(max < min
      ? [{ path: ['instances', 'max'], message: `must be at least instances.min, ${min} (got ${max})` }]
      : []),
  ];
}

/** Beanstalk fails a deployment four minutes after the command timeout of its instances. */
const graceMinutes = 4;

function checkTimes({ deployment: { timeoutMinutes, commandTimeoutMinutes } }: Config): Problem[] {
  const least = commandTimeoutMinutes + graceMinutes + 1;
  if (timeoutMinutes >= least) return [];
  return [
    {
      path: ['deployment', 'timeoutMinutes'],
      message: `must be at least ${least} (got ${timeoutMinutes}): Beanstalk fails a batch ${graceMinutes} minutes after commandTimeoutMinutes (${commandTimeoutMinutes})`,
    },
  ];
}

function checkCache({ cluster, keycloak: { version } }: Config): Problem[] {
  if (cluster.cache !== 'jdbc-ping' || version.traits.jdbcPing === 'built-in') return [];
  return [
    {
      path: ['cluster', 'cache'],
      message: `jdbc-ping needs Keycloak 26.1 or newer (got ${version.name}); use auto`,
    },
  ];
}

function checkDatabase({ database: { vendor }, keycloak: { version } }: Config): Problem[] {
  const { since, options } = databases[vendor];
  if (isFrom(version, since)) return [];
  return [
    {
      path: ['database', 'vendor'],
      message: `${vendor} needs Keycloak ${since} or newer (got ${version.name}); use ${options.db}, without its driver`,
    },
  ];
}

function checkVariables({ keycloak: { env, secrets } }: Config): Problem[] {
  const places = [
    ...Object.keys(env).map((name) => ['env', name] as const),
    ...Object.keys(secrets).map((name) => ['secrets', name] as const),
  ];
  return places.flatMap(([place, name]) => {
    const path = ['keycloak', place, name];
    if (!/^[A-Za-z_]\w{0,127}$/.test(name)) {
      return [{ path, message: 'must have at most 128 letters, digits and _, and no digit first' }];
    }
    return place === 'secrets' && name in env ? [{ path, message: 'is also set in keycloak.env' }] : [];
  });
}

/** Limit in bytes. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html */
export const mostBytes = 4096;

/** Size of all environment properties together, as Beanstalk counts them. */
export function propertyBytes(config: Config): number {
  const { plain, secrets } = environmentProperties(config);
  const pairs = Object.entries({ ...plain, ...secrets }).map(([name, value]) => `${name}=${value}`);
  return new TextEncoder().encode(pairs.join(',')).length;
}

function checkSize(config: Config): Problem[] {
  const bytes = propertyBytes(config);
  if (bytes <= mostBytes) return [];
  return [
    {
      path: ['keycloak', 'env'],
      message: `all environment properties together have ${bytes} bytes, and Beanstalk allows ${mostBytes}; move a long value to keycloak.secrets`,
    },
  ];
}
