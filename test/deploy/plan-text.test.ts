import { expect, test } from 'vitest';
import { planJson, planText } from '../../src/deploy/plan-text.ts';
import type { DeployPlan } from '../../src/deploy/plan.ts';
import { asRelease } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';

const first = examplePlan();

test('a plan for an empty account', () => {
  expect(planText(first).split('\n')).toEqual([
    'id / id-prod (account 123456789012, us-east-1)',
    '+ repository   id/keycloak',
    '+ image        123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:26.7.3-aaaaaaaaaaaa, from quay.io/keycloak/keycloak:26.7.3',
    '+ nginx        123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:nginx-cccccccccccc, from nginx@sha256:0',
    '+ log group    /aws/elasticbeanstalk/id-prod/cluster, 30 days',
    '+ log group    /aws/elasticbeanstalk/id-prod/keycloak, 30 days',
    '+ log group    /aws/elasticbeanstalk/id-prod/nginx, 30 days',
    '+ version      26.7.3-bbbbbbbbbbbb',
    '+ environment  create, at least 2 instances, 64bit Amazon Linux 2023 v4.13.7 running Docker',
    '    scaling    none: always 2 instances',
    '    platform   managed updates are off',
    '    shutdown   the load balancer drains 20 seconds, Keycloak waits up to 20, killed after 60',
  ]);
});

test('a plan names the alarms, and the log levels that kc-eb adds', () => {
  const topic = 'arn:aws:sns:us-east-1:210987654321:operators';
  const alarm = { resource: 'KeycloakNotReady', what: 'a Keycloak is not ready', when: '', seconds: 300 };
  const levels = { added: ['io.quarkus:info'], variables: { KC_LOG_LEVEL: 'warn,io.quarkus:info' } };
  const details = { alarms: [{ ...alarm, topic, account: '210987654321' }], logLevels: levels };
  const text = planText(examplePlan({ details }));
  expect(text).toMatch(/\n {4}alarm .*not ready.* 300 .*operators \(another account.*\)\n/);
  expect(text).toMatch(/\n {4}log level .*KC_LOG_LEVEL=warn,io\.quarkus:info.* adds io\.quarkus:info/);
  const waiting = examplePlan({ details, environment: { action: 'none' } });
  expect(planText(waiting)).not.toMatch(/\n {4}alarm/);
  expect(planText(waiting)).toMatch(/\n {4}log level /);
  expect(planJson(examplePlan({ details }))).toMatchObject({ details });
});

const nothing: DeployPlan = {
  ...first,
  repository: { ...first.repository, action: 'none' },
  image: { ...first.image, action: 'none' },
  proxy: { ...first.proxy, action: 'none' },
  logGroups: first.logGroups.map((group) => ({ ...group, action: 'none' as const })),
  version: { ...first.version, action: 'none' },
  environment: { ...first.environment, action: 'none' },
};

test('a plan with nothing to do', () => {
  const lines = planText(nothing).split('\n');
  expect(lines.slice(1, -1).map((line) => line[0])).toEqual(['=', '=', '=', '=', '=', '=', '=', '=']);
  expect(lines.at(-1)).toBe('Nothing to do.');
});

const namespace = 'aws:elasticbeanstalk:application:environment';
const policyOf = (to: string) => ({
  ...{ namespace: 'aws:elasticbeanstalk:command', option: 'DeploymentPolicy', from: undefined, to },
});
const updating: DeployPlan = {
  ...nothing,
  target: { ...first.target, local: true },
  version: { ...first.version, action: 'upload' },
  environment: {
    ...first.environment,
    ...{ action: 'update', reasons: ['version 26.7.2-x → 26.7.3-bbbbbbbbbbbb', '3 option settings'] },
    changes: [
      { namespace, option: 'KC_LOG_LEVEL', from: undefined, to: 'debug' },
      { namespace, option: 'KC_SPI_X_PASSWORD', from: 'old-canary', to: 'new-canary' },
    ],
    removals: [{ Namespace: namespace, OptionName: 'TZ' }],
    calls: [
      {
        changes: [{ namespace, option: 'KC_SPI_X_PASSWORD', from: 'old-canary', to: 'new-canary' }],
        removals: [{ Namespace: namespace, OptionName: 'TZ' }],
        deploysVersion: true,
      },
    ],
  },
  update: {
    ...first.update,
    ...{ strategy: 'check', running: '26.7.2-x', runningRelease: asRelease('26.7.2') },
  },
  atOnceCalls: [{ changes: [policyOf('AllAtOnce')], removals: [], deploysVersion: false }],
};

test('an update: reasons, each changed option setting, and how it goes to the instances', () => {
  const lines = planText(updating).split('\n');
  expect(lines[0]).toBe('id / id-prod (Local Beanstalk)');
  expect(lines.find((line) => line.includes(' version '))).toMatch(/^~ version {6}26\.7\.3-bbbbbbbbbbbb: /);
  const from = lines.findIndex((line) => line.includes('environment  '));
  expect(lines.slice(from, -1)).toEqual([
    '~ environment  update: version 26.7.2-x → 26.7.3-bbbbbbbbbbbb; 3 option settings',
    expect.stringMatching(/^ {4}scaling /),
    expect.stringMatching(/^ {4}platform /),
    expect.stringMatching(/^ {4}shutdown /),
    `    ${namespace} KC_LOG_LEVEL: (unset) → debug`,
    expect.stringMatching(/^ {4}\S+ KC_SPI_X_PASSWORD: (?!.*canary)\S+ → \S+$/),
    `    ${namespace} TZ: removed`,
    expect.stringContaining('update-compatibility'),
    '    call 1     UpdateEnvironment: the version, KC_SPI_X_PASSWORD, without TZ',
    '    otherwise:',
  ]);
  expect(lines.at(-1)).toBe('    call 1     UpdateEnvironment: DeploymentPolicy=AllAtOnce');
});

test('a wait: what is due is decided later', () => {
  const waiting: DeployPlan = {
    ...nothing,
    environment: { ...first.environment, action: 'wait', reasons: ['it is Updating, with version v1'] },
  };
  expect(planText(waiting)).toMatch(/\n~ environment {2}wait: it is Updating, with version v1; [^\n]*$/);
});

test('as JSON: maps are objects, releases are names, secrets are not in it', () => {
  const json = planJson(updating) as Record<string, Record<string, unknown>>;
  expect(json).toMatchObject({
    nothingToDo: false,
    image: { action: 'none', texts: { Dockerfile: expect.any(String) as string }, archives: {} },
    update: { strategy: 'check', running: '26.7.2-x', runningRelease: '26.7.2', wantedRelease: '26.7.3' },
    environment: { changes: [{ option: 'KC_LOG_LEVEL', to: 'debug' }, { option: 'KC_SPI_X_PASSWORD' }] },
  });
  expect(JSON.stringify(json)).not.toContain('canary');
});
