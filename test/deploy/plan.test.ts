import { describe, expect, test } from 'vitest';
import { type DeployFacts, isEmpty, makePlan } from '../../src/deploy/plan.ts';
import type { RenderedProject } from '../../src/deploy/render-project.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import type { EnvironmentFacts } from '../../src/environment/facts.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { emptyAccount } from '../fakes/example-plan.ts';

const config = exampleConfig();
const label = '26.7.3-bbbbbbbbbbbb';
const settings = [{ Namespace: 'aws:autoscaling:asg', OptionName: 'MinSize', Value: '2' }];

const rendered: RenderedProject = {
  repository: 'id/keycloak',
  image: {
    uri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:26.7.3-aaaaaaaaaaaa',
    registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    tag: '26.7.3-aaaaaaaaaaaa',
    from: 'quay.io/keycloak/keycloak:26.7.3',
    platform: 'linux/amd64',
    texts: new Map([['Dockerfile', 'FROM x\n']]),
    archives: new Map(),
  },
  proxy: {
    uri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/id/keycloak:nginx-cccccccccccc',
    registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    tag: 'nginx-cccccccccccc',
    from: 'nginx@sha256:0',
    platform: 'linux/amd64',
    texts: new Map([['Dockerfile', 'FROM nginx@sha256:0\n']]),
    archives: new Map(),
  },
  version: {
    label,
    key: `kc-eb/id/${label}.zip`,
    texts: new Map([['docker-compose.yml', 'services: {}\n']]),
    copies: new Map(),
  },
  settings,
};

const running: EnvironmentFacts = {
  id: 'e-1',
  status: 'Ready',
  versionLabel: label,
  cname: 'id-prod.elasticbeanstalk.com',
  settings,
  ownSettings: [],
  instances: ['i-1', 'i-2'].map((id) => ({
    ...{ id, versionLabel: label, health: 'Ok', causes: [] },
    ...{ isDeploying: false, deployedAt: undefined, launchedAt: undefined },
  })),
};

const deployed: DeployFacts = {
  ...emptyAccount,
  repositoryExists: true,
  imageExists: true,
  proxyExists: true,
  version: { status: 'Processed', hasBundle: true },
  logGroups: new Map([
    ['/aws/elasticbeanstalk/id-prod/cluster', 30],
    ['/aws/elasticbeanstalk/id-prod/keycloak', 30],
    ['/aws/elasticbeanstalk/id-prod/nginx', 30],
  ]),
  environment: running,
};

const plan = (facts: Partial<DeployFacts> = {}, from = deployed) =>
  makePlan(config, rendered, { ...from, ...facts }, { local: false });

/** The action of each part. */
const actions = ({ repository, image, proxy, logGroups, version, environment }: ReturnType<typeof plan>) => [
  ...[repository, image, proxy, ...logGroups, version, environment].map(({ action }) => action),
];

describe('an account', () => {
  test('that is empty: everything is created', () => {
    const first = plan({}, emptyAccount);
    expect(actions(first)).toEqual([
      'create',
      'build',
      'build',
      'create',
      'create',
      'create',
      'create',
      'create',
    ]);
    expect(isEmpty(first)).toBe(false);
    expect(first).toMatchObject({
      target: {
        ...{ account: '123456789012', region: 'us-east-1', local: false },
        ...{ application: 'id', environment: 'id-prod' },
      },
      image: rendered.image,
      version: rendered.version,
      environment: {
        settings,
        minInstances: 2,
        timeoutMinutes: 30,
        solutionStack: emptyAccount.solutionStack,
      },
    });
  });

  test('that has everything: nothing is due', () => {
    expect(actions(plan())).toEqual(['none', 'none', 'none', 'none', 'none', 'none', 'none', 'none']);
    expect(isEmpty(plan())).toBe(true);
  });
});

test.each<[string, Partial<DeployFacts>, string[]]>([
  ['the image', { imageExists: false }, ['none', 'build', 'none', 'none', 'none', 'none', 'none', 'none']],
  [
    'the copy of nginx',
    { proxyExists: false },
    ['none', 'none', 'build', 'none', 'none', 'none', 'none', 'none'],
  ],
  ['the version', { version: undefined }, ['none', 'none', 'none', 'none', 'none', 'none', 'create', 'none']],
  [
    'the environment',
    { environment: undefined },
    ['none', 'none', 'none', 'none', 'none', 'none', 'none', 'create'],
  ],
])('without %s, that alone is due', (_, facts, due) => {
  expect(actions(plan(facts))).toEqual(due);
  expect(isEmpty(plan(facts))).toBe(false);
});

test.each([
  ['Unprocessed', true, 'wait'],
  ['Processing', true, 'wait'],
  ['Processed', true, 'none'],
  ['Processed', false, 'upload'],
])('a version that is %s, with its bundle %s: %s', (status, hasBundle, action) => {
  expect(plan({ version: { status, hasBundle } }).version.action).toBe(action);
});

test('a version that failed to process is an error with the command that deletes it', () => {
  const fails = () => plan({ version: { status: 'Failed', hasBundle: true } });
  expect(fails).toThrow(expect.objectContaining({ kind: 'deployment' }));
  expect(fails).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining(`--version-label ${label} --region us-east-1)`) as unknown,
    }),
  );
});

test('log groups are created, or get the retention of kc-eb.yaml', () => {
  const groups = new Map([['/aws/elasticbeanstalk/id-prod/nginx', undefined]]);
  expect(plan({ logGroups: groups }).logGroups).toEqual([
    { action: 'create', name: '/aws/elasticbeanstalk/id-prod/cluster', retentionDays: 30 },
    { action: 'create', name: '/aws/elasticbeanstalk/id-prod/keycloak', retentionDays: 30 },
    { action: 'retain', name: '/aws/elasticbeanstalk/id-prod/nginx', retentionDays: 30 },
  ]);
});

describe('an environment', () => {
  const of = (facts: Partial<EnvironmentFacts>) =>
    plan({ environment: { ...running, ...facts } }).environment;

  test('with another version is updated, and the version goes to the instances', () => {
    expect(of({ versionLabel: '26.7.3-x' })).toMatchObject({
      ...{ action: 'update', deploysVersion: true, changes: [] },
      reasons: [`version 26.7.3-x → ${label}`],
    });
  });

  test('with an instance that is behind is updated', () => {
    const [first, second] = running.instances;
    const instances = [first, { ...second, versionLabel: undefined }] as EnvironmentFacts['instances'];
    const { action, deploysVersion, reasons } = of({ instances });
    expect([action, deploysVersion, reasons.join()]).toEqual([
      'update',
      true,
      expect.stringContaining('i-2'),
    ]);
  });

  test('that has everything gets the version again on request', () => {
    const again = makePlan(config, rendered, deployed, { local: false, redeploy: true });
    expect(again.environment).toMatchObject({ action: 'update', deploysVersion: true, redeploy: true });
    expect(isEmpty(again)).toBe(false);
  });

  test('with other settings alone is updated, and no version goes to the instances', () => {
    const changed = of({ settings: [{ ...settings[0], Value: '3' }] });
    expect(changed).toMatchObject({
      action: 'update',
      deploysVersion: false,
      reasons: ['1 option settings'],
    });
    expect(changed.changes).toEqual([
      { namespace: 'aws:autoscaling:asg', option: 'MinSize', from: '3', to: '2' },
    ]);
  });

  test('that is busy is waited for, whatever it has', () => {
    expect(of({ status: 'Updating', versionLabel: '26.7.3-x' })).toMatchObject({
      ...{ action: 'wait', reasons: ['it is Updating, with version 26.7.3-x'] },
    });
  });
});

test('an older release that runs is compared with the wanted one; a newer one is an error', () => {
  const older = { ...running, versionLabel: '26.7.2-cccccccccccc', settings: optionSettings(config) };
  expect(plan({ environment: older }).update).toMatchObject({
    ...{ strategy: 'check', running: '26.7.2-cccccccccccc', differing: [] },
  });
  expect(() => plan({ environment: { ...older, versionLabel: '26.8.0-cccccccccccc' } })).toThrow(
    expect.objectContaining({ kind: 'usage' }),
  );
});

test.each([
  [['t3.medium'], 'arm64', 'usage'],
  [['t4g.medium'], 'x86_64', 'usage'],
  [['t4g.medium'], undefined, 'usage'],
  [['t4g.medium'], 'arm64', undefined],
  [['t3.medium'], 'x86_64', undefined],
])('types %j for an environment of %s: %s', (types, Value, kind) => {
  const wanted = exampleConfig({ instances: { ...config.instances, types } });
  const architecture = { Namespace: 'aws:ec2:instances', OptionName: 'SupportedArchitectures', Value };
  const environment = { ...running, settings: [...settings, ...(Value === undefined ? [] : [architecture])] };
  const plan = () => makePlan(wanted, rendered, { ...emptyAccount, environment }, { local: false });
  if (kind === undefined) expect(plan).not.toThrow();
  else expect(plan).toThrow(expect.objectContaining({ kind }));
});
