/** Checks of the platform and of the running environment, whose logs prove more than its settings. */
import { findCause } from '../cluster/causes.ts';
import type { Cause } from '../cluster/finding.ts';
import { type ClusterState, isOneCluster } from '../cluster/state.ts';
import type { Config } from '../config/schema.ts';
import { type Check, type DoctorFacts, type EnvironmentOfDoctor, type Finding, given } from './check.ts';
import { environmentProperties } from '../config/environment-properties.ts';
import { findInTable } from './project-checks.ts';
import { dockerStacks } from '../deploy/solution-stacks.ts';

export const instanceChecks: readonly Check[] = [
  { id: 'platform', title: 'Platform', look: (facts) => platform(facts) },
  { id: 'environment', title: 'Environment', look: ({ environment }) => given(environment, status) },
  { id: 'security-group', title: 'Cluster ports', look: (facts) => securityGroup(facts) },
  { id: 'database', title: 'Database from the instances', look: ({ cluster }) => given(cluster, database) },
];

/**
 * First dates of platform versions that read secrets, and keys of JSON secrets.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.env-vars.html
 */
const secretsSince = new Date('2025-03-26');
const secretKeysSince = new Date('2026-01-13');

function platform({
  config,
  solutionStacks,
  environment,
  chosenPlatformDate,
}: DoctorFacts): Finding | { unread: string } | undefined {
  if ('unread' in solutionStacks) return solutionStacks;
  const stacks = solutionStacks.value;
  const newest = dockerStacks(stacks).at(-1);
  if (config.platform !== undefined && !stacks.includes(config.platform)) {
    return {
      level: 'error',
      what: `Beanstalk does not offer "${config.platform}" in ${config.region}.`,
      why: 'Beanstalk cannot create an environment with it.',
      remedy: `Delete platform from kc-eb.yaml, or set it to "${newest ?? ''}".`,
    };
  }
  if ('unread' in environment) return environment;
  const running = environment.value;
  if (running !== undefined) {
    const { solutionStack, platformDate } = running;
    return (
      tooOld(config, platformDate, {
        what: `The environment runs ${solutionStack}`,
        remedy: updatePlatform,
      }) ?? behind(running, newest)
    );
  }
  return given(chosenPlatformDate, (date) =>
    tooOld(config, date, {
      what: `A new environment would run ${config.platform ?? ''}`,
      remedy: `Delete platform from kc-eb.yaml, or set it to "${newest ?? ''}".`,
    }),
  );
}

function tooOld(
  config: Config,
  platformDate: Date | undefined,
  { what, remedy }: Pick<Finding, 'what' | 'remedy'>,
): Finding | undefined {
  if (platformDate === undefined) return undefined;
  const arns = Object.values(environmentProperties(config).secrets);
  const hasKeys = arns.some((arn) => arn.split(':')[2] === 'secretsmanager' && arn.split(':').length > 7);
  const since = hasKeys ? secretKeysSince : secretsSince;
  if (platformDate >= since) return undefined;
  return {
    level: 'error',
    what: `${what}, released on ${day(platformDate)}.`,
    why: `Platforms before ${day(since)} do not read ${hasKeys ? 'keys of JSON secrets' : 'secrets'}: Keycloak would start without a password.`,
    remedy,
  };
}

const updatePlatform =
  'Run aws elasticbeanstalk update-environment --solution-stack-name NAME --region REGION, or enable managed platform updates; kc-eb does not change the platform.';

function behind(
  { solutionStack, branchState, platformDate }: EnvironmentOfDoctor,
  newest: string | undefined,
): Finding | undefined {
  const retiring = branchState !== undefined && branchState !== 'Supported';
  if (!retiring && (newest === undefined || newest === solutionStack)) return undefined;
  const date = platformDate === undefined ? '' : `, released on ${day(platformDate)}`;
  return {
    level: retiring ? 'warning' : 'note',
    what: `The environment runs ${solutionStack}${date}${retiring ? `, whose branch is ${branchState}` : ''}; the newest is ${newest ?? 'unknown'}.`,
    why: 'Newer platforms contain fixes of Docker and of the operating system.',
    remedy: updatePlatform,
  };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function status(environment: EnvironmentOfDoctor | undefined): Finding | { unread: string } | undefined {
  if (environment === undefined) return { unread: 'the environment does not exist yet' };
  if (environment.status === 'Ready') return undefined;
  return {
    level: 'error',
    what: `The environment is ${environment.status}.`,
    why: 'Beanstalk accepts no other operation until it is Ready.',
    remedy: 'Run kc-eb events --follow to wait for it.',
  };
}

const portsFile = 'overrides/.ebextensions/cluster-ports.config';

function securityGroup({ config, files, cluster }: DoctorFacts): Finding | { unread: string } | undefined {
  if (!config.cluster.enabled) return undefined;
  const found = findInTable('security-group', { config, files });
  if (found !== undefined) return found;
  if ('unread' in cluster) {
    if ('unread' in files || !files.value.overrideFiles.includes(portsFile)) return cluster;
    return {
      level: 'warning',
      what: `${portsFile} replaces the rule of kc-eb.`,
      why: 'Nodes reach each other at TCP 7800 and 57800.',
      remedy: 'Open both ports within the group; kc-eb verify checks it after the deployment.',
    };
  }
  const causes: readonly Cause[] = ['port-closed', 'not-discovered', 'split', 'bridge-network'];
  return ofRunning(cluster.value, causes, isOneCluster(cluster.value));
}

function database(state: ClusterState): Finding | { unread: string } | undefined {
  // Keycloak does not start without it.
  return ofRunning(
    state,
    ['database'],
    state.instances.some(({ log }) => log?.running === true),
  );
}

/** Reports the cause that verify finds, when it is one of `causes`. `proven`: the nodes show that the check passes. */
function ofRunning(
  state: ClusterState,
  causes: readonly Cause[],
  proven: boolean,
): Finding | { unread: string } | undefined {
  const found = findCause(state);
  if (found !== undefined && causes.includes(found.cause)) {
    return {
      level: 'error',
      what: found.message,
      why: `This is the cause ${found.cause} of kc-eb verify.`,
      remedy: found.remedy,
    };
  }
  return proven ? undefined : { unread: found?.message ?? 'the logs do not show it' };
}
