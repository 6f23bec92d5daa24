import type { DeployFacts, DeployPlan } from '../../src/deploy/plan.ts';
import { asRelease } from './example-config.ts';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

export const emptyAccount: DeployFacts = {
  account: '123456789012',
  repositoryExists: false,
  imageExists: false,
  proxyExists: false,
  version: undefined,
  deniedToLogs: [],
  logGroups: new Map(),
  solutionStack: '64bit Amazon Linux 2023 v4.13.7 running Docker',
  environment: undefined,
  record: undefined,
};

/** A plan for an empty account, which creates everything. `changes` replace keys of its parts. */
export function examplePlan(
  changes: {
    image?: Partial<DeployPlan['image']>;
    proxy?: Partial<DeployPlan['proxy']>;
    version?: Partial<DeployPlan['version']>;
    environment?: Partial<DeployPlan['environment']>;
    details?: Partial<DeployPlan['details']>;
    update?: Partial<DeployPlan['update']>;
  } = {},
): DeployPlan {
  const enhanced = 'aws:elasticbeanstalk:healthreporting:system';
  const command = 'aws:elasticbeanstalk:command';
  return {
    target: {
      account: '123456789012',
      region: 'us-east-1',
      application: 'id',
      environment: 'id-prod',
      local: false,
    },
    repository: { action: 'create', name: 'id/keycloak' },
    record: undefined,
    image: {
      action: 'build',
      uri: `${registry}/id/keycloak:26.7.3-aaaaaaaaaaaa`,
      registry,
      tag: '26.7.3-aaaaaaaaaaaa',
      from: 'quay.io/keycloak/keycloak:26.7.3',
      platform: 'linux/amd64',
      texts: new Map([['Dockerfile', 'FROM quay.io/keycloak/keycloak:26.7.3\n']]),
      archives: new Map(),
      ...changes.image,
    },
    proxy: {
      action: 'build',
      uri: `${registry}/id/keycloak:nginx-cccccccccccc`,
      registry,
      tag: 'nginx-cccccccccccc',
      from: 'nginx@sha256:0',
      platform: 'linux/amd64',
      texts: new Map([['Dockerfile', 'FROM nginx@sha256:0\n']]),
      archives: new Map(),
      ...changes.proxy,
    },
    logGroups: ['cluster', 'keycloak', 'nginx'].map((service) => ({
      action: 'create',
      name: `/aws/elasticbeanstalk/id-prod/${service}`,
      retentionDays: 30,
    })),
    version: {
      action: 'create',
      label: '26.7.3-bbbbbbbbbbbb',
      key: 'kc-eb/id/26.7.3-bbbbbbbbbbbb.zip',
      texts: new Map([['docker-compose.yml', 'services: {}\n']]),
      copies: new Map(),
      ...changes.version,
    },
    environment: {
      action: 'create',
      reasons: [],
      solutionStack: '64bit Amazon Linux 2023 v4.13.7 running Docker',
      settings: [
        { Namespace: 'aws:autoscaling:asg', OptionName: 'MinSize', Value: '2' },
        { Namespace: enhanced, OptionName: 'SystemType', Value: 'enhanced' },
        { Namespace: command, OptionName: 'DeploymentPolicy', Value: 'Rolling' },
        { Namespace: command, OptionName: 'BatchSize', Value: '1' },
      ],
      changes: [],
      removals: [],
      calls: [],
      deploysVersion: true,
      minInstances: 2,
      timeoutMinutes: 30,
      ...changes.environment,
    },
    details: {
      scaling: { MinSize: '2', MaxSize: '2' },
      platformUpdates: undefined,
      shutdown: { drain: 20, keycloak: 20, kill: 60 },
      alarms: [],
      logLevels: { added: [], variables: {} },
      ...changes.details,
    },
    update: {
      strategy: 'as-configured',
      ...{
        running: undefined,
        runningRelease: undefined,
        wantedRelease: asRelease('26.7.3'),
        tells: true,
        patches: true,
        variables: {},
        differing: [],
      },
      ...changes.update,
    },
    atOnceCalls: [],
  };
}
