import { expect, test } from 'vitest';
import { type HealthFacts, judgeHealth } from '../../../src/local-beanstalk/beanstalk/health/health.ts';
import type {
  EnvironmentRecord,
  InstanceRecord,
} from '../../../src/local-beanstalk/beanstalk/store/records.ts';
import type { Request } from '../../../src/local-beanstalk/beanstalk/health/requests.ts';
import type { TargetState } from '../../../src/local-beanstalk/base/ports.ts';

const at = '2026-11-24T10:00:00.000Z';
const now = new Date('2026-11-24T10:00:30.000Z');

function instance(
  id: string,
  deployment: Partial<InstanceRecord['deployment']> | undefined = {},
): InstanceRecord {
  return {
    id,
    privateIp: '10.0.0.11',
    launchedAt: at,
    deployment: { id: 2, versionLabel: 'v2', status: 'Deployed', at, ...deployment },
  };
}

const operation: EnvironmentRecord['operation'] = {
  kind: 'update',
  requestId: 'r',
  startedAt: at,
  before: { settings: {}, bundleSettings: {}, solutionStack: '' },
};

interface Case {
  instances: InstanceRecord[];
  operation?: EnvironmentRecord['operation'];
  targets?: Record<string, TargetState>;
  /** Ids; default: all. */
  running?: string[];
  requests?: Record<string, Request[]>;
  with4xx?: boolean;
}

function judge({
  instances,
  operation,
  targets = {},
  running = instances.map(({ id }) => id),
  requests = {},
  with4xx = false,
}: Case) {
  const environment: EnvironmentRecord = {
    ...{ id: 'e-1', name: 'id-prod', application: 'id', cnamePrefix: 'id-prod', solutionStack: '' },
    ...{ versionLabel: 'v2', status: 'Ready', settings: {}, bundleSettings: {}, tags: {} },
    ...{ deploymentId: 2, expectedDeploymentId: 2, createdAt: at, updatedAt: at },
    instances,
    ...(operation !== undefined && { operation }),
  };
  const facts: HealthFacts = {
    environment,
    runtimeKind: 'containers',
    running: new Set(running),
    targets: new Map(instances.map(({ id }) => [id, targets[id] ?? 'healthy'])),
    requests: new Map(Object.entries(requests)),
    with4xx,
    now,
  };
  return judgeHealth(facts);
}

test('all well', () => {
  const health = judge({ instances: [instance('i-1'), instance('i-2')] });
  expect(health).toMatchObject({ status: 'Ok', color: 'Green', causes: [] });
  expect(health.instances.map(({ status }) => status)).toEqual(['Ok', 'Ok']);
});

test.each<[string, Case, { status: string; color: string; causes: string[] }]>([
  [
    'one was killed',
    { instances: [instance('i-1'), instance('i-2')], running: ['i-1'] },
    { status: 'Degraded', color: 'Red', causes: ['No data received from 1 out of 2 instances.'] },
  ],
  [
    'all fail their health checks',
    { instances: [instance('i-1')], targets: { 'i-1': 'unhealthy' } },
    { status: 'Severe', color: 'Red', causes: ['Process default is unhealthy on all instances.'] },
  ],
  [
    'versions are mixed after a failed batch',
    { instances: [instance('i-1'), instance('i-2', { id: 1, versionLabel: 'v1' })] },
    {
      status: 'Degraded',
      color: 'Red',
      causes: [
        'Incorrect application version found on 1 out of 2 instances. Expected version "v2" (deployment 2).',
      ],
    },
  ],
  [
    'an update runs',
    { instances: [instance('i-1', { status: 'In Progress' }), instance('i-2')], operation },
    { status: 'Info', color: 'Green', causes: ['Environment update in progress (running for 30 seconds).'] },
  ],
  [
    'a target has not passed its first check',
    { instances: [instance('i-1')], targets: { 'i-1': 'initial' } },
    { status: 'Info', color: 'Green', causes: [] },
  ],
  [
    'an empty environment',
    { instances: [] },
    { status: 'Severe', color: 'Red', causes: ['There are no instances.'] },
  ],
])('%s', (_name, given, expected) => {
  expect(judge(given)).toMatchObject(expected);
});

const answers = (count: number, status: number): Request[] =>
  Array.from({ length: count }, () => ({ status, latency: 0.1 }));

test.each<[string, Pick<Case, 'requests' | 'with4xx'>, string, string[]]>([
  ['5 % 5xx', { requests: { 'i-1': [...answers(95, 200), ...answers(5, 500)] } }, 'Ok', []],
  [
    '10 % 5xx',
    { requests: { 'i-1': [...answers(9, 200), ...answers(1, 503)] } },
    'Warning',
    ['10.0 % of the requests are failing with HTTP 5xx.'],
  ],
  [
    'all 5xx on one of two',
    { requests: { 'i-1': answers(5, 500), 'i-2': answers(15, 200) } },
    'Degraded',
    ['25.0 % of the requests are failing with HTTP 5xx.'],
  ],
  ['4xx without their rule', { requests: { 'i-1': answers(5, 404) } }, 'Ok', []],
  [
    '4xx with their rule',
    { requests: { 'i-1': answers(5, 404) }, with4xx: true },
    'Severe',
    ['100.0 % of the requests are erroring with HTTP 4xx.'],
  ],
])('requests: %s', (_name, given, status, causes) => {
  const health = judge({ instances: [instance('i-1'), instance('i-2')], ...given });
  expect(health).toMatchObject({ status, causes });
});

test('the causes of an instance name its failed deployment', () => {
  const health = judge({ instances: [instance('i-1', { status: 'Failed', versionLabel: 'v3', id: 3 })] });
  expect(health.instances[0]?.causes).toEqual([
    `Application deployment failed at ${at} with exit status 1 and error: Engine execution has encountered an error.`,
    'Incorrect application version "v3" (deployment 3). Expected version "v2" (deployment 2).',
  ]);
});
