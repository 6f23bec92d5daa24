/** The part of Elastic Load Balancing that `eb status --verbose` calls. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBalancingService } from '../../../src/local-beanstalk/balancer/api.ts';
import type { DeployedTargetGroup } from '../../../src/local-beanstalk/base/ports.ts';
import { localCredentials } from '../credentials.ts';
import { call, signedFor } from '../http/raw-request.ts';
import { type LocalServer, startLocalServer } from '../../../src/local-beanstalk/http/listen.ts';

const balancer = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/awseb-one/1';
const group: DeployedTargetGroup = {
  arn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/awseb-one/1',
  loadBalancerArn: balancer,
  name: 'awseb-one',
  settings: {
    ...{ port: 80, path: '/health', matcher: '200', intervalMs: 15_000, timeoutMs: 5_000 },
    ...{ healthyThreshold: 3, unhealthyThreshold: 5, deregistrationDelayMs: 20_000 },
  },
  targets: new Map([
    ['i-1', 'healthy'],
    ['i-2', 'unhealthy'],
  ]),
};

let server: LocalServer;
beforeEach(async () => {
  const services = [loadBalancingService(() => [group])];
  server = await startLocalServer({
    port: 0,
    project: 'test',
    hosts: ['127.0.0.1'],
    services,
    credentials: localCredentials,
  });
});
afterEach(() => server.close());

async function ask(form: Record<string, string>): Promise<string> {
  const { body } = await call(server.endpoint, {
    method: 'POST',
    headers: {
      ...signedFor('elasticloadbalancing'),
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: new URLSearchParams({ Version: '2015-12-01', ...form }).toString(),
  });
  return body;
}

test('the target group of a load balancer is found by each of its names', async () => {
  const selections: Record<string, string>[] = [
    { LoadBalancerArn: balancer },
    { 'TargetGroupArns.member.1': group.arn },
    { 'Names.member.1': group.name },
  ];
  for (const by of selections) {
    const xml = await ask({ Action: 'DescribeTargetGroups', ...by });
    expect(xml).toContain(`<TargetGroupArn>${group.arn}</TargetGroupArn>`);
    expect(xml).toContain('<HealthCheckIntervalSeconds>15</HealthCheckIntervalSeconds>');
  }
});

test('target health has the state and the reason of each target', async () => {
  const input = { Action: 'DescribeTargetHealth', TargetGroupArn: group.arn };
  const all = await ask(input);
  expect([...all.matchAll(/<State>(\w+)</g)].map(([, state]) => state)).toEqual(['healthy', 'unhealthy']);
  expect(all).toContain('<Reason>Target.FailedHealthChecks</Reason>');
  const one = await ask({ ...input, 'Targets.member.1.Id': 'i-9' });
  expect([...one.matchAll(/<State>(\w+)</g)].map(([, state]) => state)).toEqual(['unused']);
});

test.each([
  [{ Action: 'DescribeTargetGroups', LoadBalancerArn: `${balancer}x` }, 'LoadBalancerNotFound'],
  [{ Action: 'DescribeTargetGroups', 'Names.member.1': 'other' }, 'TargetGroupNotFound'],
  [{ Action: 'DescribeTargetHealth', TargetGroupArn: 'other' }, 'TargetGroupNotFound'],
  [{ Action: 'DescribeTargetHealth' }, 'ValidationError'],
  [
    { Action: 'DescribeTargetGroups', LoadBalancerArn: balancer, 'Names.member.1': 'awseb-one' },
    'ValidationError',
  ],
])('%j is answered with %s', async (form: Record<string, string>, code) => {
  expect(await ask(form)).toContain(`<Code>${code}</Code>`);
});
