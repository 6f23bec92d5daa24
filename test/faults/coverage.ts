/** Checks that the trials tried every fault: a harness that does nothing finds nothing. */
import { allFaults, engineFaults, type Fault, type Point } from './fault.ts';
import type { Trial } from './try-points.ts';

/** Calls that are polled; their number depends on time. */
const polled = new Set([
  'elasticbeanstalk DescribeApplicationVersions',
  'elasticbeanstalk DescribeEnvironmentResources',
  'elasticbeanstalk DescribeEnvironments',
  'elasticbeanstalk DescribeEvents',
  'elasticbeanstalk DescribeInstancesHealth',
  'logs FilterLogEvents',
]);
/** The number of last polls of a kind that another run may not reach. */
const lateCalls = 3;
/** The share of trials that may not reach their call. */
const mostUnreached = 0.05;

const services = ['elasticbeanstalk', 's3', 'ecr', 'logs', 'secretsmanager', 'keycloak'];

/** Returns what all trials of a scenario have left untried; `builds`: the scenario builds an image. */
export function gapsOf(trials: readonly Trial[], { builds }: { builds: boolean }): string[] {
  const tried = trials.filter(({ reached }) => reached);
  const faults = new Set<Fault>([...allFaults, ...(builds ? engineFaults : [])]);
  const missing = [...faults].filter((fault) => !tried.some((trial) => trial.fault === fault));
  const called = new Set(tried.map(({ point }) => point.split(' ', 1)[0]));
  const uncalled = [...services, ...(builds ? ['engine', 'registry'] : [])].filter(
    (name) => !called.has(name),
  );
  return [
    ...missing.map((fault) => `nothing was ${fault}`),
    ...uncalled.map((service) => `nothing was done to a call of ${service}`),
    ...unreachedOf(trials),
  ];
}

/** Trials whose call was not reached, and should have been. */
export function unreachedOf(trials: readonly Trial[]): string[] {
  const unreached = trials.filter(({ reached }) => !reached);
  const last = new Map<string, number>();
  for (const { point } of trials) {
    const { kind, number } = partsOf(point);
    last.set(kind, Math.max(number, last.get(kind) ?? 0));
  }
  const early = unreached.filter(({ point }) => {
    const { kind, number } = partsOf(point);
    return !polled.has(kind) || number === 1 || number <= (last.get(kind) ?? 0) - lateCalls;
  });
  return [
    ...(trials.length === 0 ? ['nothing was tried'] : []),
    ...early.map(({ point, fault }) => `not reached: ${point}, ${fault}`),
    ...(unreached.length > mostUnreached * trials.length
      ? [`${unreached.length} of ${trials.length} were not reached`]
      : []),
  ];
}

function partsOf(point: Point): { kind: string; number: number } {
  const [kind = '', number] = point.split(' #');
  return { kind, number: Number(number) };
}
