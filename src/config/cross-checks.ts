/** Checks across the keys of kc-eb.yaml, each of which is valid alone. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import { databases } from '../keycloak/databases.ts';
import { environmentProperties } from './environment-properties.ts';
import { isFrom } from '../keycloak/releases.ts';
import { architectureOf, instanceTypes } from './architecture.ts';
import { checkOptions } from './option-checks.ts';
import { checkSettings } from './setting-checks.ts';
import { checkSituations } from './situation-checks.ts';
import { graceSeconds } from './shutdown.ts';
import { isPrivate } from './trusted-proxies.ts';

export function checkConfig(config: Config): Problem[] {
  return [
    ...checkCounts(config),
    ...checkTypes(config),
    ...checkTimes(config),
    ...checkCare(config),
    ...checkProxies(config),
    ...checkZone(config),
    ...checkCache(config),
    ...checkDatabase(config),
    ...checkVariables(config),
    ...checkOptions(config),
    ...checkSettings(config),
    ...checkSituations(config),
    ...checkSize(config),
  ];
}

function problem(wrong: boolean, path: Problem['path'], message: string): Problem[] {
  return wrong ? [{ path, message }] : [];
}

function checkCounts({ cluster, deployment, instances: { min, max } }: Config): Problem[] {
  const least = `must be at least 2 when cluster.enabled is true (got ${min})`;
  const most = `must be at least instances.min, ${min} (got ${max})`;
  const batch = `must be at most instances.max, ${max} (got ${deployment.batchSize}): Beanstalk rejects more`;
  return [
    ...problem(cluster.enabled && min < 2, ['instances', 'min'], least),
    ...problem(max < min, ['instances', 'max'], most),
    ...problem(deployment.batchSize > max, ['deployment', 'batchSize'], batch),
  ];
}

/** The record would lead around the proxy. */
function checkZone({ network }: Config): Problem[] {
  return problem(
    network.hostedZone !== undefined && network.trustedProxies.length > 0,
    ['network', 'hostedZone'],
    'must not be set with network.trustedProxies: the public name belongs to the proxy',
  );
}

/** Beanstalk selects one machine image, and kc-eb builds one image. */
function checkTypes(config: Config): Problem[] {
  const types = instanceTypes(config);
  const arm = types.filter((type) => architectureOf(type) === 'arm64');
  const x86 = types.filter((type) => architectureOf(type) === 'x86_64');
  const isDefault = config.options['aws:ec2:instances']?.InstanceTypes === undefined;
  const wanted = config.options['aws:ec2:instances']?.SupportedArchitectures;
  const path = isDefault ? ['instances', 'types'] : ['options', 'aws:ec2:instances', 'InstanceTypes'];
  const mixed = arm.length > 0 && x86.length > 0;
  const [first] = [...arm, ...x86];
  return [
    ...problem(
      mixed,
      path,
      `must have one architecture: ${arm.join(', ')} ${arm.length > 1 ? 'are' : 'is'} arm64, ${x86.join(', ')} ${x86.length > 1 ? 'are' : 'is'} x86_64`,
    ),
    ...problem(
      !mixed && wanted !== undefined && wanted !== architectureOf(first ?? ''),
      ['options', 'aws:ec2:instances', 'SupportedArchitectures'],
      `must be ${architectureOf(first ?? '')}, the architecture of ${types.join(', ')}; kc-eb sets it`,
    ),
  ];
}

/** Beanstalk fails a deployment four minutes after the command timeout of its instances. */
const graceMinutes = 4;

function checkTimes({ deployment: { timeoutMinutes, commandTimeoutMinutes } }: Config): Problem[] {
  const least = commandTimeoutMinutes + graceMinutes + 1;
  return problem(
    timeoutMinutes < least,
    ['deployment', 'timeoutMinutes'],
    `must be at least ${least} (got ${timeoutMinutes}): Beanstalk fails a batch ${graceMinutes} minutes after commandTimeoutMinutes (${commandTimeoutMinutes})`,
  );
}

/** CloudWatch notifies only topics in the region of the alarm. */
function checkCare({ instances: { scaling }, deployment, alarms, region }: Config): Problem[] {
  const { cpuAbove, cpuBelow } = scaling;
  const commandSeconds = deployment.commandTimeoutMinutes * 60;
  const topicRegion = alarms?.topic.split(':')[3] ?? region;
  return [
    ...problem(
      cpuBelow >= cpuAbove,
      ['instances', 'scaling', 'cpuBelow'],
      `must be below instances.scaling.cpuAbove, ${cpuAbove} (got ${cpuBelow})`,
    ),
    ...problem(
      deployment.drainSeconds + graceSeconds >= commandSeconds,
      ['deployment', 'drainSeconds'],
      `must be below ${commandSeconds - graceSeconds} (got ${deployment.drainSeconds}): an instance stops and starts within commandTimeoutMinutes (${deployment.commandTimeoutMinutes})`,
    ),
    ...problem(
      topicRegion !== region,
      ['alarms', 'topic'],
      `must be a topic in ${region}, the region of the environment (got ${topicRegion})`,
    ),
  ];
}

function checkProxies({ network: { scheme, trustedProxies } }: Config): Problem[] {
  return problem(
    scheme === 'internal' && trustedProxies.length > 0 && !trustedProxies.some(isPrivate),
    ['network', 'trustedProxies'],
    'must also hold the CIDR blocks of the load balancer’s subnets, because network.scheme is internal',
  );
}

function checkCache({ cluster, keycloak: { version } }: Config): Problem[] {
  return problem(
    cluster.cache === 'jdbc-ping' && version.traits.jdbcPing !== 'built-in',
    ['cluster', 'cache'],
    `jdbc-ping needs Keycloak 26.1 or newer (got ${version.name}); use auto`,
  );
}

function checkDatabase({ database: { vendor }, keycloak: { version } }: Config): Problem[] {
  const { since, options } = databases[vendor];
  return problem(
    !isFrom(version, since),
    ['database', 'vendor'],
    `${vendor} needs Keycloak ${since} or newer (got ${version.name}); use ${options.db}, without its driver`,
  );
}

const variableName = /^[A-Za-z_]\w{0,127}$/;

function checkVariables({ keycloak: { env, secrets } }: Config): Problem[] {
  const checkName = (place: string) => (name: string) =>
    problem(
      !variableName.test(name),
      ['keycloak', place, name],
      'must have at most 128 letters, digits and _, and no digit first',
    );
  return [
    ...Object.keys(env).flatMap(checkName('env')),
    ...Object.keys(secrets).flatMap(checkName('secrets')),
    ...Object.keys(secrets).flatMap((name) =>
      problem(
        variableName.test(name) && Object.hasOwn(env, name),
        ['keycloak', 'secrets', name],
        'is also set in keycloak.env',
      ),
    ),
  ];
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
  return problem(
    bytes > mostBytes,
    ['keycloak', 'env'],
    `all environment properties together have ${bytes} bytes, and Beanstalk allows ${mostBytes}; move a long value to keycloak.secrets`,
  );
}
