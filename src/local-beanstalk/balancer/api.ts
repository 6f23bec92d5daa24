/** Elastic Load Balancing, read only: the health of an environment's targets. */
import { z } from 'zod';
import type { DeployedTargetGroup, TargetState } from '../base/ports.ts';
import { integer, list, type Output, parseInput, queryService } from '../http/query-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
const reasons: Readonly<Record<TargetState, { Reason: string; Description: string } | undefined>> = {
  healthy: undefined,
  initial: { Reason: 'Elb.RegistrationInProgress', Description: 'Target registration is in progress' },
  unhealthy: { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  draining: {
    Reason: 'Target.DeregistrationInProgress',
    Description: 'Target deregistration is in progress',
  },
};
const notRegistered = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

const groupsInput = z.object({
  LoadBalancerArn: z.string().optional(),
  TargetGroupArns: list(z.string()).optional(),
  Names: list(z.string()).optional(),
  Marker: z.string().optional(),
  PageSize: integer(1, 400).optional(),
});

const healthInput = z.object({
  TargetGroupArn: z.string(),
  Targets: list(z.object({ Id: z.string() })).optional(),
});

export function loadBalancingService(groups: () => readonly DeployedTargetGroup[]): Service {
  return queryService('elasticloadbalancing', 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/', {
    /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html */
    DescribeTargetGroups(parameters) {
      const input = parseInput(groupsInput, parameters);
      const found = select(groups(), input);
      const from = input.Marker === undefined ? 0 : Number(input.Marker);
      if (!Number.isInteger(from) || from < 0) invalid('The specified marker is not valid.');
      const to = from + (input.PageSize ?? 400);
      return {
        TargetGroups: found.slice(from, to).map(describeGroup),
        NextMarker: to < found.length ? String(to) : undefined,
      };
    },

    /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html */
    DescribeTargetHealth(parameters) {
      const { TargetGroupArn: arn, Targets: wanted } = parseInput(healthInput, parameters);
      const group = groups().find((candidate) => candidate.arn === arn);
      if (group === undefined) throw missing('TargetGroup', 'Target groups', [arn]);
      const ids = wanted?.map(({ Id }) => Id) ?? [...group.targets.keys()];
      return { TargetHealthDescriptions: ids.map((id) => describeTarget(group, id)) };
    },
  });
}

function select(
  all: readonly DeployedTargetGroup[],
  { LoadBalancerArn: balancer, TargetGroupArns: arns, Names: names }: z.output<typeof groupsInput>,
): DeployedTargetGroup[] {
  if ([balancer, arns, names].filter((one) => one !== undefined).length > 1) {
    invalid('Load balancer ARN, target group ARNs and target group names cannot be specified together.');
  }
  if (balancer !== undefined) {
    const found = all.filter(({ loadBalancerArn }) => loadBalancerArn === balancer);
    if (found.length === 0) throw missing('LoadBalancer', 'Load balancers', [balancer]);
    return found;
  }
  const wanted = arns ?? names;
  if (wanted === undefined) return [...all];
  const key = arns === undefined ? 'name' : 'arn';
  const lost = wanted.filter((one) => !all.some((group) => group[key] === one));
  if (lost.length > 0) throw missing('TargetGroup', 'Target groups', lost);
  return all.filter((group) => wanted.includes(group[key]));
}

function invalid(message: string): never {
  throw new ServiceError('ValidationError', message);
}

function missing(what: string, plural: string, names: readonly string[]): ServiceError {
  return new ServiceError(`${what}NotFound`, `${plural} '[${names.join(', ')}]' not found`);
}

function describeGroup({ arn, name, loadBalancerArn, settings }: DeployedTargetGroup): Output {
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: settings.port,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: Math.round(settings.intervalMs / 1000),
    HealthCheckTimeoutSeconds: Math.round(settings.timeoutMs / 1000),
    HealthyThresholdCount: settings.healthyThreshold,
    UnhealthyThresholdCount: settings.unhealthyThreshold,
    HealthCheckPath: settings.path,
    Matcher: { HttpCode: settings.matcher },
    LoadBalancerArns: [loadBalancerArn],
    TargetType: 'instance',
    IpAddressType: 'ipv4',
  };
}

function describeTarget({ settings, targets }: DeployedTargetGroup, id: string): Output {
  const state = targets.get(id);
  return {
    Target: { Id: id, Port: settings.port },
    HealthCheckPort: String(settings.port),
    TargetHealth: state === undefined ? notRegistered : { State: state, ...reasons[state] },
  };
}
