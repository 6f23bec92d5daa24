import { expect, test } from 'vitest';
import { endpointsOf, privateSubnets } from '../../src/project/private-subnets.ts';
import { exampleConfig } from '../fakes/example-config.ts';

function withSubnets(subnets: string[], loadBalancerSubnets: string[]): ReturnType<typeof exampleConfig> {
  return exampleConfig({ network: { ...exampleConfig().network, subnets, loadBalancerSubnets } });
}

test.each([
  [[], [], 0],
  [['subnet-a'], [], 0],
  [['subnet-a', 'subnet-b'], ['subnet-a', 'subnet-b'], 0],
  [['subnet-c', 'subnet-d'], ['subnet-a', 'subnet-b'], 1],
])('instances in %j, balancer in %j: %i', (subnets, balancer, count) => {
  expect(privateSubnets(withSubnets(subnets, balancer))).toHaveLength(count);
});

test('the endpoints follow the secrets', () => {
  const config = exampleConfig();
  expect(endpointsOf(config)).not.toContain('ssm');
  const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';
  const { keycloak } = config;
  expect(endpointsOf({ ...config, keycloak: { ...keycloak, secrets: { X: arn } } })).toEqual(
    expect.arrayContaining(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm', 's3 (gateway)']),
  );
});
