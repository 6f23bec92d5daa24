/** Operations of enhanced health. */
import { z } from 'zod';
import type { EnvironmentHealth, InstanceHealth } from '../health/health.ts';
import { applicationMetrics } from '../health/requests.ts';
import { readPlan } from '../settings/settings.ts';
import { type BeanstalkContext, environmentKey, operation, page } from './operation.ts';
import { list, type Output } from '../../http/query-protocol.ts';
import { ServiceError } from '../../http/service.ts';

/** Attributes of AWS's reference. System stays absent, as for an instance that reports none; `eb health` requests it. */
const attributes = ['All', 'HealthStatus', 'Color', 'Causes', 'ApplicationMetrics', 'RefreshedAt'] as const;
const ofEnvironment = [...attributes, 'Status', 'InstancesHealth'] as const;
const ofInstance = [
  ...attributes,
  ...(['LaunchedAt', 'System', 'Deployment', 'AvailabilityZone', 'InstanceType'] as const),
] as const;

const statuses = ['NoData', 'Unknown', 'Pending', 'Ok', 'Info', 'Warning', 'Degraded', 'Severe'] as const;

async function read(
  { store, health }: BeanstalkContext,
  by: { EnvironmentId?: string | undefined; EnvironmentName?: string | undefined },
  operationName: string,
): Promise<EnvironmentHealth & { name: string; environmentStatus: string }> {
  const environment = store.requireEnvironment(by);
  if (!readPlan(environment).enhancedHealth) {
    throw new ServiceError('InvalidRequestException', `${operationName} is not supported.`);
  }
  const found = await health.read(environment);
  return { ...found, name: environment.name, environmentStatus: environment.status };
}

/** The named attributes and `always`; "All" selects every one. */
function pick(attributes: Output, names: readonly string[], always: readonly string[]): Output {
  if (names.includes('All')) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes(name) || always.includes(name)),
  );
}

function describeInstance({ record, status, color, causes, requests }: InstanceHealth): Output {
  const { deployment } = record;
  return {
    InstanceId: record.id,
    HealthStatus: status,
    Color: color,
    Causes: causes,
    ApplicationMetrics: applicationMetrics(requests),
    LaunchedAt: new Date(record.launchedAt),
    AvailabilityZone: 'local',
    InstanceType: 'container',
    Deployment:
      deployment === undefined
        ? undefined
        : {
            VersionLabel: deployment.versionLabel,
            DeploymentId: deployment.id,
            Status: deployment.status,
            DeploymentTime: new Date(deployment.at),
          },
  };
}

export const healthOperations = {
  DescribeEnvironmentHealth: operation(
    z.object({ ...environmentKey, AttributeNames: list(z.enum(ofEnvironment)).optional() }),
    async (context, { AttributeNames: names = [], ...by }) => {
      const found = await read(context, by, 'DescribeEnvironmentHealth');
      const counts = statuses.map((status) => [
        status,
        found.instances.filter((instance) => instance.status === status).length,
      ]);
      const all: Output = {
        EnvironmentName: found.name,
        HealthStatus: found.status,
        Status: found.environmentStatus,
        Color: found.color,
        Causes: found.causes,
        ApplicationMetrics: applicationMetrics(found.requests),
        InstancesHealth: Object.fromEntries(counts) as Output,
        RefreshedAt: context.now(),
      };
      return pick(all, names, ['EnvironmentName']);
    },
  ),

  DescribeInstancesHealth: operation(
    z.object({
      ...environmentKey,
      AttributeNames: list(z.enum(ofInstance)).optional(),
      NextToken: z.string().optional(),
    }),
    async (context, { AttributeNames: names = [], NextToken: token, ...by }) => {
      const found = await read(context, by, 'DescribeInstancesHealth');
      const { items, NextToken } = page(found.instances, { MaxRecords: 50, NextToken: token });
      return {
        InstanceHealthList: items.map((one) => pick(describeInstance(one), names, ['InstanceId'])),
        RefreshedAt: context.now(),
        NextToken,
      };
    },
  ),
};
