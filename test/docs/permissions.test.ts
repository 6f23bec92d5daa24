import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callerPermissions, instancePermissions } from '../../src/doctor/permissions.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const page = readFileSync('docs/aws.md', 'utf8');
const account = '123456789012';
const ssm = 'arn:aws:ssm:us-east-1:123456789012:parameter/admin';
const config = exampleConfig();

/** Beanstalk's managed policy has these. */
const managed = /^(elasticbeanstalk|s3):/;

test("docs/aws.md's policy allows what doctor looks for, and nothing else", () => {
  const policy = JSON.parse(/```json\n(\{.*?\n\})\n```/s.exec(page)?.[1] ?? '') as {
    Statement: { Action: string[] }[];
  };
  const zoned = { ...config, network: { ...config.network, hostedZone: 'Z1' } };
  const lookedFor = [config, zoned, { ...config, admin: { ...config.admin, password: ssm } }]
    .flatMap((one) => callerPermissions(one, account))
    .flatMap(({ actions }) => actions)
    .filter((action) => !managed.test(action));
  expect(policy.Statement.flatMap(({ Action }) => Action).toSorted()).toEqual(
    [...new Set(lookedFor)].toSorted(),
  );
});

test('docs/aws.md names the policies that let instances do what doctor looks for', () => {
  const actions = instancePermissions(config, account).flatMap((permission) => permission.actions);
  for (const action of actions) {
    // ECR's and CloudWatch's are in managed policies.
    if (!/^(ecr|logs):/.test(action)) expect(page).toContain(action);
  }
  expect(page).toMatch(/`AWSElasticBeanstalkWebTier`, `AmazonEC2ContainerRegistryReadOnly`/);
});

test('doctor looks at the groups of all containers', () => {
  for (const permissions of [callerPermissions(config, account), instancePermissions(config, account)]) {
    const groups = permissions.map(({ resource }) => /log-group:(.*):\*$/.exec(resource)?.[1]);
    expect(groups.filter((group) => group !== undefined)).toEqual([
      '/aws/elasticbeanstalk/id-prod/cluster',
      '/aws/elasticbeanstalk/id-prod/keycloak',
      '/aws/elasticbeanstalk/id-prod/nginx',
    ]);
  }
});

test.each([
  ['eusc-de-east-1', 'aws-eusc'],
  ['cn-north-1', 'aws-cn'],
])('ARNs in %s are of the partition %s', (region, partition) => {
  const there = { ...config, region };
  const arns = [...callerPermissions(there, account), ...instancePermissions(there, account)]
    .map(({ resource }) => resource)
    .filter((resource) => /^arn:[\w-]+:(s3|ecr|logs):/.test(resource));
  expect([...new Set(arns.map((arn) => arn.split(':')[1]))]).toEqual([partition]);
});
