/** What must hold between the keys of kc-eb.yaml, each of which is right by itself. */
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
            message: `is ${min} with clustering on, and a cluster has two nodes at least: set it to 2, or cluster.enabled to false`,
          },
        ]
      : []),
    ...(max < min
      ? [{ path: ['instances', 'max'], message: `is ${max}, less than instances.min (${min})` }]
      : []),
  ];
}

/** Beanstalk gives instances four minutes more than their command timeout before it calls a deployment failed. */
const graceMinutes = 4;

function checkTimes({ deployment: { timeoutMinutes, commandTimeoutMinutes } }: Config): Problem[] {
  const least = commandTimeoutMinutes + graceMinutes + 1;
  if (timeoutMinutes >= least) return [];
  return [
    {
      path: ['deployment', 'timeoutMinutes'],
      message: `is ${timeoutMinutes}, and Beanstalk calls a batch failed only ${graceMinutes} minutes after commandTimeoutMinutes (${commandTimeoutMinutes}): give it ${least} at least, or commandTimeoutMinutes less`,
    },
  ];
}

function checkCache({ cluster, keycloak: { version } }: Config): Problem[] {
  if (cluster.cache !== 'jdbc-ping' || version.traits.jdbcPing === 'built-in') return [];
  return [
    {
      path: ['cluster', 'cache'],
      message: `Keycloak ${version.name} has no jdbc-ping stack of its own, 26.1 is the first that has; use auto`,
    },
  ];
}

function checkDatabase({ database: { vendor }, keycloak: { version } }: Config): Problem[] {
  const { since, options } = databases[vendor];
  if (isFrom(version, since)) return [];
  return [
    {
      path: ['database', 'vendor'],
      message: `${vendor} needs Keycloak ${since} or newer, and this is ${version.name}; use ${options.db}, without its driver`,
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
      return [{ path, message: 'a variable has letters, digits and _ only, 128 at most' }];
    }
    return place === 'secrets' && name in env ? [{ path, message: 'is in keycloak.env, too' }] : [];
  });
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html */
export const mostBytes = 4096;

/** Of all environment properties together, as Beanstalk counts them. */
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
      message: `environment properties are ${bytes} bytes together, and Beanstalk takes ${mostBytes}; a long one can be a secret (keycloak.secrets)`,
    },
  ];
}
