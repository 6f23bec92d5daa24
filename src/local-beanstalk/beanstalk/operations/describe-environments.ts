/** Operations that describe environments and their resources. */
import { z } from 'zod';
import { environmentArn, loadBalancerName, resourceNames } from '../store/names.ts';
import { platformByStack } from './platform-table.ts';
import type { EnvironmentRecord } from '../store/records.ts';
import type { DeployedTargetGroup } from '../../base/ports.ts';
import { readPlan } from '../settings/settings.ts';
import { type BeanstalkContext, environmentKey, operation, page } from './operation.ts';
import { boolean, date, integer, list, type Output } from '../../http/query-protocol.ts';

/** `withHealth` false: Grey, as in the answers to Create, Update and Terminate. */
export async function describeEnvironment(
  { place, health }: BeanstalkContext,
  environment: EnvironmentRecord,
  withHealth: boolean,
): Promise<Output> {
  const found =
    withHealth && environment.status !== 'Terminated' ? await health.read(environment) : undefined;
  const address = environment.url === undefined ? undefined : new URL(environment.url).host;
  return {
    EnvironmentName: environment.name,
    EnvironmentId: environment.id,
    ApplicationName: environment.application,
    VersionLabel: environment.versionLabel,
    SolutionStackName: environment.solutionStack,
    PlatformArn: platformByStack(place.region, environment.solutionStack)?.arn,
    Description: environment.description,
    EndpointURL: address,
    CNAME: address,
    DateCreated: new Date(environment.createdAt),
    DateUpdated: new Date(environment.updatedAt),
    Status: environment.status,
    AbortableOperationInProgress: environment.operation?.kind === 'update',
    Health: found?.color ?? 'Grey',
    ...(readPlan(environment).enhancedHealth && found !== undefined && { HealthStatus: found.status }),
    Tier: { Name: 'WebServer', Type: 'Standard', Version: '1.0' },
    EnvironmentLinks: [],
    EnvironmentArn: environmentArn(place, environment.application, environment.name),
  };
}

export function targetGroupOf(
  { place, balancer }: BeanstalkContext,
  environment: EnvironmentRecord,
): DeployedTargetGroup {
  const { targetGroup: arn, loadBalancer: loadBalancerArn } = resourceNames(place, environment.id);
  return {
    ...{ arn, loadBalancerArn, name: loadBalancerName(environment.id) },
    settings: readPlan(environment).targetGroup,
    targets: balancer.states(environment.name),
  };
}

export const environmentOperations = {
  DescribeEnvironments: operation(
    z.object({
      ApplicationName: z.string().optional(),
      VersionLabel: z.string().optional(),
      EnvironmentIds: list(z.string()).optional(),
      EnvironmentNames: list(z.string()).optional(),
      IncludeDeleted: boolean.default(true),
      IncludedDeletedBackTo: date.optional(),
      MaxRecords: integer(1, 1000).optional(),
      NextToken: z.string().optional(),
    }),
    async (context, input) => {
      const {
        EnvironmentIds: ids = [],
        EnvironmentNames: wanted = [],
        IncludedDeletedBackTo: backTo,
      } = input;
      context.store.deleteOld(context.now().getTime());
      const found = context.store.state.environments.filter(
        (environment) =>
          (input.ApplicationName === undefined || environment.application === input.ApplicationName) &&
          (input.VersionLabel === undefined || environment.versionLabel === input.VersionLabel) &&
          (ids.length === 0 || ids.includes(environment.id)) &&
          (wanted.length === 0 || wanted.includes(environment.name)) &&
          (environment.status !== 'Terminated' ||
            (input.IncludeDeleted &&
              (backTo === undefined || Date.parse(environment.updatedAt) >= backTo.getTime()))),
      );
      const { items, NextToken } = page(found, input);
      return {
        Environments: await Promise.all(items.map((item) => describeEnvironment(context, item, true))),
        NextToken,
      };
    },
  ),

  DescribeEnvironmentResources: operation(z.object(environmentKey), async ({ store, place, runtime }, by) => {
    const environment = store.requireEnvironment(by);
    const names = resourceNames(place, environment.id);
    // A killed instance leaves the Auto Scaling group before its health report disappears.
    const running = await runtime.running();
    return {
      EnvironmentResources: {
        EnvironmentName: environment.name,
        AutoScalingGroups: [{ Name: names.autoScalingGroup }],
        Instances: environment.instances.filter(({ id }) => running.has(id)).map(({ id }) => ({ Id: id })),
        LaunchConfigurations: [],
        LaunchTemplates: [{ Id: names.launchTemplate }],
        LoadBalancers: [{ Name: names.loadBalancer }],
        Triggers: [],
        Queues: [],
      },
    };
  }),

  CheckDNSAvailability: operation(
    z.object({ CNAMEPrefix: z.string().min(4).max(63) }),
    ({ store, place }, { CNAMEPrefix: prefix }) => ({
      Available: !store.live().some(({ cnamePrefix }) => cnamePrefix === prefix.toLowerCase()),
      FullyQualifiedCNAME: `${prefix.toLowerCase()}.${place.region}.elasticbeanstalk.com`,
    }),
  ),
};
