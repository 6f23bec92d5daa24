/**
 * The endpoints of a VPC that instances need without a NAT gateway.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/vpc-vpce.html,
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
import type { Config } from '../config/schema.ts';

/** Interface endpoints, apart from those of secrets. */
const always: readonly string[] = [
  ...['elasticbeanstalk', 'elasticbeanstalk-health', 'cloudformation'],
  ...['ecr.api', 'ecr.dkr', 'logs'],
];

/** Services by their names in `com.amazonaws.REGION.NAME`; S3 has a gateway endpoint. */
export function endpointsOf({ keycloak: { secrets }, database, admin }: Config): string[] {
  const arns = [...Object.values(secrets), database.password, admin.password];
  const stores = [...new Set(arns.map((arn) => arn.split(':')[2] ?? ''))];
  return [...always, ...stores.toSorted(), 's3 (gateway)'];
}

/** Instances with subnets apart from those of the load balancer are private as a rule. */
export function privateSubnets(config: Config): string[] {
  const { subnets, loadBalancerSubnets } = config.network;
  const apart = subnets.some((subnet) => !loadBalancerSubnets.includes(subnet));
  if (loadBalancerSubnets.length === 0 || !apart) return [];
  return [
    `Instances in subnets without a NAT gateway need these endpoints of the VPC: ${endpointsOf(config).join(', ')}.`,
  ];
}
