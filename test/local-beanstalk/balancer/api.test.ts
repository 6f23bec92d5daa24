/** The part of Elastic Load Balancing that `eb status --verbose` calls. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBalancingService } from '../../../src/local-beanstalk/balancer/api.ts';
import type { DeployedTargetGroup } from '../../../src/local-beanstalk/base/ports.ts';
import { localCredentials } from '../../../src/local-beanstalk/base/credentials.ts';
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
  server = await startLocalServer({ port: 0, project: 'test', hosts: ['127.0.0.1'], services });
});
afterEach(() => server.close());

async function call(form: Record<string, string>): Promise<string> {
  const scope = `${localCredentials.accessKeyId}/20260101/us-east-1/elasticloadbalancing/aws4_request`;
  const response = await fetch(server.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: new URLSearchParams({ Version: '2015-12-01', ...form }),
  });
  return response.text();
}

test('the target group of a load balancer is found by each of its names', async () => {
  const selections: Record<string, string>[] = [
    { LoadBalancerArn: balancer },
    { 'TargetGroupArns.member.1': group.arn },
    { 'Names.member.1': group.name },
  ];
  for (const by of selections) {
    const xml = await call({ Action: 'DescribeTargetGroups', ...by });
    expect(xml).toContain(`<TargetGroupArn>${group.arn}</TargetGroupArn>`);
    expect(xml).toContain('<HealthCheckIntervalSeconds>15</HealthCheckIntervalSeconds>');
  }
});

test('target health has the state and the reason of each target', async () => {
  const input = { Action: 'DescribeTargetHealth', TargetGroupArn: group.arn };
  const all = await call(input);
  expect([...all.matchAll(/<State>(\w+)</g)].map(([, state]) => state)).toEqual(['healthy', 'unhealthy']);
  expect(all).toContain('<Reason>Target.FailedHealthChecks</Reason>');
  const one = await call({ ...input, 'Targets.member.1.Id': 'i-9' });
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
  expect(await call(form)).toContain(`<Code>${code}</Code>`);
});
