import { expect, test } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { preparePlan } from '../../src/deploy/prepare-plan.ts';
import type { LocalTarget } from '../../src/config/for-local-beanstalk.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { exampleConfig } from '../fakes/example-config.ts';

const base = exampleConfig();
const noCredentials = Object.assign(new Error('Could not load credentials from any providers'), {
  name: 'CredentialsProviderError',
});

/** Texts of the warnings, and the error. */
async function planned(config: Config, failing: boolean): Promise<{ texts: string[]; error: unknown }> {
  const deps = new DeployingDeps();
  if (failing) deps.aws.journal.failNext('*', noCredentials, 100);
  const error: unknown = await preparePlan(deps, config, { solutionStack: 'always' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const warned = deps.reporter.of('message').filter(({ level }) => level === 'warn');
  return { texts: warned.map(({ text }) => text), error };
}

const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
const withHostname = (hostname: string): Config => ({
  ...base,
  keycloak: { ...base.keycloak, hostname },
});
const withNetwork = (network: Partial<Config['network']>): Config => ({
  ...base,
  network: { ...base.network, ...network },
});

test.each<[what: string, config: Config, texts: RegExp[]]>([
  ['an https host name without a certificate', base, [/network\.certificate is not set/]],
  [
    'an http host name',
    withHostname('http://id.example.com'),
    [/^keycloak\.hostname is http:.*not encrypted/],
  ],
  ['localhost', withHostname('http://localhost:8080'), []],
  ['a certificate', withNetwork({ certificate }), []],
  [
    'a certificate of another region',
    withNetwork({ certificate: certificate.replace('us-east-1', 'eu-west-1') }),
    [/is in eu-west-1, but the load balancer is in us-east-1/],
  ],
  ['an internal load balancer', withNetwork({ scheme: 'internal' }), []],
  [
    'two warnings',
    {
      ...withHostname('http://id.example.com'),
      options: { 'aws:autoscaling:launchconfiguration': { DisableDefaultEC2SecurityGroup: 'true' } },
    },
    [/not encrypted/, /DisableDefaultEC2SecurityGroup/],
  ],
])('%s: the same warnings, once, with and without credentials', async (_what, config, expected) => {
  const without = await planned(config, true);
  expect(without.error).toBe(noCredentials);
  expect(without.texts).toEqual(expected.map((text) => expect.stringMatching(text) as unknown));
  const withCredentials = await planned(config, false);
  expect(withCredentials.error).toBeUndefined();
  expect(withCredentials.texts).toEqual(without.texts);
});

const [role = ''] = new DeployingDeps().aws.iamFake.profiles.values();

test.each(['logs:CreateLogStream', 'logs:PutLogEvents'])(
  'a role without %s is an error: lines would be lost, and Docker can hang',
  async (action) => {
    const deps = new DeployingDeps();
    deps.aws.iamFake.denied.add(`${role} ${action}`);
    await expect(preparePlan(deps, base, { solutionStack: 'always' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(action) as unknown,
    });
  },
);

test('a permission that depends on a condition is not an error: the simulation lacks its key', async () => {
  const deps = new DeployingDeps();
  deps.aws.iamFake.conditional.set(`${role} logs:PutLogEvents`, 'aws:SourceVpc');
  const { plan } = await preparePlan(deps, base, { solutionStack: 'always' });
  expect(plan.environment.action).toBe('create');
});

test('a caller who may not read the role gets a warning', async () => {
  const deps = new DeployingDeps();
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied', $metadata: {} });
  deps.aws.journal.failNext('simulatePrincipalPolicy', denied, 3);
  const { plan } = await preparePlan(deps, base, { solutionStack: 'always' });
  expect(plan.environment.action).toBe('create');
  const texts = deps.reporter.of('message').map(({ text }) => text);
  expect(texts).toContainEqual(expect.stringContaining('iam:SimulatePrincipalPolicy'));
});

test('Local Beanstalk evaluates no policies: IAM is not called', async () => {
  const deps = new DeployingDeps();
  await preparePlan(deps, base, { solutionStack: 'always' });
  const ofIam = (all: string[]) => all.filter((name) => name === 'simulatePrincipalPolicy');
  expect(ofIam(deps.aws.journal.operations())).toHaveLength(3);
  const local = new DeployingDeps();
  local.local = {} as LocalTarget;
  await preparePlan(local, base, { solutionStack: 'always' });
  expect(ofIam(local.aws.journal.operations())).toEqual([]);
});

test('a file that would fail or publish a key ends the plan before any call of AWS', async () => {
  const deps = new DeployingDeps({
    'realms/id-realm.json': '{"realm": "other"}',
    'overrides/.platform/hooks/prebuild/50-own.sh': 'echo\n',
  });
  await expect(preparePlan(deps, base, { solutionStack: 'always' })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('realms/id-realm.json') as unknown,
  });
  expect(deps.aws.journal.calls).toEqual([]);
  const warned = deps.reporter.of('message').map(({ text }) => text);
  expect(warned).toContainEqual(expect.stringContaining('50-own.sh'));
});
