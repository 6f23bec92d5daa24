import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/commands/doctor.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Result } from '../../src/doctor/check.ts';
import { UserError } from '../../src/base/user-error.ts';
import { carryOut } from '../../src/deploy/deploy.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { deletedSecret } from '../fakes/fake-aws.ts';
import { trustPolicy } from '../fakes/fake-iam.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { examplePlan } from '../fakes/example-plan.ts';
import { serviceError } from '../fakes/journal.ts';

const base = exampleConfig();
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
const config = exampleConfig({ network: { ...base.network, certificate } });

/** An account in which a first deploy goes well. */
let deps: DeployingDeps;
beforeEach(() => {
  deps = new DeployingDeps();
  for (const arn of [config.database.password, config.admin.password]) deps.aws.secrets.set(arn, 'canary');
  deps.aws.acmFake.certificates.set(certificate, {
    Status: 'ISSUED',
    DomainName: 'example.com',
    SubjectAlternativeNames: ['example.com', '*.example.com'],
    NotAfter: new Date('2026-12-01T00:00:00Z'),
    RenewalEligibility: 'ELIGIBLE',
  });
});

/** The result of each check, and the failure. */
async function examine(of: Config = config): Promise<{ results: Map<string, Result>; error?: UserError }> {
  let error: UserError | undefined;
  try {
    await run(deps, of);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    error = thrown;
  }
  const { data } = deps.reporter.of('result').at(-1) ?? {};
  const { checks, ok } = data as { checks: Result[]; ok: boolean };
  expect(ok).toBe(error === undefined);
  expect(JSON.stringify(deps.reporter)).not.toContain('canary');
  return { results: new Map(checks.map((result) => [result.id, result])), ...(error && { error }) };
}

/** `level` and `what`, or the reason why it was not checked. */
async function outcome(id: string, of: Config = config): Promise<string> {
  const result = (await examine(of)).results.get(id);
  if (result === undefined) throw new Error(`no check ${id}`);
  if (result.outcome === 'ok') return 'ok';
  if (result.outcome === 'not-checked') return `not checked: ${result.reason}`;
  expect(result.why).toMatch(/\.\S*$/);
  expect(result.remedy.length).toBeGreaterThan(5);
  return `${result.outcome}: ${result.what}`;
}

function changed<K extends keyof Config>(key: K, change: Partial<Config[K]>): Config {
  return { ...config, [key]: { ...(config[key] as object), ...change } };
}

test('an empty account in which all is well: only what runs cannot be checked, and Node may be old', async () => {
  const { results, error } = await examine();
  expect(error).toBeUndefined();
  const rest = [...results.values()].filter(({ id, outcome }) => outcome !== 'ok' && id !== 'node');
  const reason: unknown = expect.stringContaining('environment');
  expect(rest).toEqual([
    {
      ...{ id: 'database-group', title: "The database's security groups", outcome: 'not-checked' },
      reason: expect.stringContaining('database.host') as unknown,
    },
    { id: 'environment', title: 'Environment', outcome: 'not-checked', reason },
    { id: 'security-group', title: 'Cluster ports', outcome: 'not-checked', reason },
    { id: 'database', title: 'Database from the instances', outcome: 'not-checked', reason },
  ]);
  expect(deps.aws.journal.operations()).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^(create|update|put|terminate)/)]),
  );
});

test('the keys of a finding have one order', async () => {
  deps.aws.secrets.clear();
  deps.aws.acmFake.certificates.clear();
  deps.aws.iamFake.profiles.clear();
  const { results } = await examine();
  const findings = [...results.values()].filter((result) => 'remedy' in result);
  expect(findings.length).toBeGreaterThan(2);
  for (const finding of findings) {
    expect(Object.keys(finding)).toEqual(['id', 'title', 'outcome', 'what', 'why', 'remedy']);
  }
});

test('a standing environment without a log group of its containers is an error', async () => {
  await carryOut(deps, examplePlan());
  expect(await outcome('log-groups')).toBe('ok');
  await deps.aws.logsFake.deleteLogGroup({ logGroupName: '/aws/elasticbeanstalk/id-prod/nginx' });
  expect(await outcome('log-groups')).toMatch(/^error: .*: \/aws\/elasticbeanstalk\/id-prod\/nginx\.$/);
});

test('an error has exit code 11, and the table is printed', async () => {
  deps.engine.absent = new UserError(
    'engine',
    'No container engine: none of docker, podman, finch is on PATH.',
  );
  const { error } = await examine();
  expect(error).toMatchObject({
    kind: 'doctor',
    message: expect.stringContaining('Container engine') as unknown,
  });
  const { text } = deps.reporter.of('result').at(-1) ?? { text: '' };
  expect(text).toMatch(/^CHECK +RESULT\n/);
  expect(text).toMatch(/^Container engine +error: No container engine/m);
  expect(text).toMatch(
    /\n\nerror: Container engine\n {2}No container engine: .*\n {2}why: deploy builds .*\n {2}do: Install/,
  );
});

test('without credentials nothing else is asked of AWS, and nothing of it is called well', async () => {
  deps.aws.journal.failNext('getCallerIdentity', new Error('Could not load credentials from any providers'));
  const { results, error } = await examine();
  expect(error).toMatchObject({ kind: 'doctor' });
  expect(results.get('credentials')).toMatchObject({ outcome: 'error' });
  const account = [
    'permissions',
    'instance-profile',
    'instance-permissions',
    'service-role',
    'quotas',
    'secrets',
  ];
  for (const id of [...account, 'certificate', 'platform', 'environment', 'security-group', 'database']) {
    expect(results.get(id)).toMatchObject({ id, outcome: 'not-checked' });
  }
  expect(deps.aws.journal.operations(true)).toEqual(['getCallerIdentity']);
});

test.each([
  ['an unknown profile', new UserError('credentials', 'x', { hint: 'AWS_PROFILE' }), /AWS_PROFILE/],
  ['a closed port', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), /AWS_ENDPOINT_URL/],
  ['a clock that is wrong', serviceError('RequestTimeTooSkewed', 'x', 403), /clock/],
  [
    'missing credentials',
    Object.assign(new Error('x'), { name: 'CredentialsProviderError' }),
    /aws sso login/,
  ],
])('the remedy for %s is not that for another', async (_what, thrown, remedy) => {
  deps.aws.journal.failNext('getCallerIdentity', thrown);
  expect((await examine()).results.get('credentials')).toMatchObject({
    remedy: expect.stringMatching(remedy) as unknown,
  });
});

test('every answer of AWS may be denied: then it is not checked, and no bug', async () => {
  const asked = new Set((await examine(), deps.aws.journal.operations(true)));
  asked.delete('getCallerIdentity');
  expect(asked.size).toBeGreaterThan(7);
  const denied = serviceError('AccessDeniedException', 'User is not authorized\nto do it', 403);
  for (const operation of asked) {
    deps.aws.journal.failNext(operation, denied, 100);
    const { results } = await examine();
    const unchecked = [...results.values()].filter((result) => result.outcome === 'not-checked');
    expect([operation, unchecked.map((result) => result.reason)]).toEqual([
      operation,
      expect.arrayContaining([expect.stringContaining('User is not authorized')]),
    ]);
  }
});

test('Local Beanstalk has no IAM, no quotas and no certificates', async () => {
  deps.local = {
    ...{ endpoint: 'http://127.0.0.1:4599', url: 'http://localhost:8080', adminPasswordArn: 'arn' },
    instanceProfile: 'local-profile',
    database: { host: '10.0.0.5', port: 5432, username: 'keycloak', passwordArn: 'arn' },
  };
  expect(await outcome('permissions')).toBe('not checked: Local Beanstalk does not enforce IAM');
  expect(await outcome('service-role')).toBe('not checked: Local Beanstalk does not enforce IAM');
  expect(await outcome('certificate')).toMatch(/^not checked: .*Local Beanstalk .*HTTP/);
});

describe('the account', () => {
  test('permissions, by simulation', async () => {
    deps.aws.iamFake.denied.add('tester ecr:PutImage').add('tester secretsmanager:GetSecretValue');
    expect(await outcome('permissions')).toBe(
      `error: The caller lacks permissions:
- ecr:PutImage on arn:aws:ecr:us-east-1:123456789012:repository/id/keycloak
- secretsmanager:GetSecretValue on ${config.admin.password}`,
    );
  });

  test('permissions on every page of a simulation', async () => {
    const actions = ['ecr:CreateRepository', 'ecr:PutImage', 'logs:DeleteLogGroup'];
    for (const action of actions) deps.aws.iamFake.denied.add(`tester ${action}`);
    const found = await outcome('permissions');
    for (const action of actions) expect(found).toContain(`- ${action} on `);
  });

  test('a session is simulated as its role, whose path only IAM has', async () => {
    deps.aws.callerArn = 'arn:aws:sts::123456789012:assumed-role/Admin/me';
    deps.aws.iamFake.roles.set('Admin', '/aws-reserved/sso.amazonaws.com/');
    deps.aws.iamFake.denied.add('Admin logs:CreateLogGroup');
    expect(await outcome('permissions')).toMatch(
      /- logs:CreateLogGroup on .*log-group:\/aws\/elasticbeanstalk\/id-prod\//,
    );
    expect(deps.aws.journal.calls).toContainEqual(
      expect.objectContaining({
        input: expect.objectContaining({
          PolicySourceArn: 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/Admin',
        }) as unknown,
      }),
    );
  });

  test('the root user cannot be simulated', async () => {
    deps.aws.callerArn = 'arn:aws:iam::123456789012:root';
    expect(await outcome('permissions')).toBe(
      'not checked: arn:aws:iam::123456789012:root cannot be simulated',
    );
  });

  test("the instances' permissions on their secrets", async () => {
    deps.aws.iamFake.denied.add('aws-elasticbeanstalk-ec2-role secretsmanager:GetSecretValue');
    expect(await outcome('instance-permissions')).toContain(
      `- secretsmanager:GetSecretValue on ${config.database.password}`,
    );
  });

  test('roles that are not there', async () => {
    deps.aws.iamFake.profiles.clear();
    deps.aws.iamFake.roles.delete('aws-elasticbeanstalk-service-role');
    expect(await outcome('instance-profile')).toMatch(/^error: .*aws-elasticbeanstalk-ec2-role/);
    expect(await outcome('instance-permissions')).toMatch(/^not checked: .*aws-elasticbeanstalk-ec2-role/);
    expect(await outcome('service-role')).toMatch(/^error: .*aws-elasticbeanstalk-service-role/);
  });

  test('quotas', async () => {
    deps.aws.beanstalkFake.quotas = { applications: 0, environments: 10, versions: 1 };
    expect(await outcome('quotas')).toMatch(/^error: 0 of 0 applications/);
    await carryOut(deps, examplePlan());
    expect(await outcome('quotas')).toMatch(/^error: 1 of 0 applications .*\n1 of 1 application versions /);
  });

  test('a profile without a role', async () => {
    deps.aws.iamFake.profiles.set('aws-elasticbeanstalk-ec2-role', undefined);
    expect(await outcome('instance-profile')).toMatch(/^error: .*aws-elasticbeanstalk-ec2-role has no role/);
    expect(await outcome('instance-permissions')).toMatch(/^not checked: .*without a role/);
  });

  test.each([
    ['instance-profile', 'aws-elasticbeanstalk-ec2-role', 'ec2.amazonaws.com'],
    ['service-role', 'aws-elasticbeanstalk-service-role', 'elasticbeanstalk.amazonaws.com'],
  ])('the trust policy: %s', async (id, role, service) => {
    const { trust } = deps.aws.iamFake;
    trust.set(role, trustPolicy('lambda.amazonaws.com'));
    expect(await outcome(id)).toMatch(new RegExp(`^error: .*/${role} .*${service}`));
    trust.set(role, 'not JSON');
    expect(await outcome(id)).toMatch(/^error: /);
    trust.set(role, trustPolicy('lambda.amazonaws.com', `${service}.cn`));
    expect(await outcome(id)).toBe('ok');
    for (const [action, expected] of Object.entries({
      'STS:Assume*': 'ok',
      'sts:AssumeRoleWith*': 'error',
    })) {
      trust.set(role, trustPolicy(service).replace('sts:AssumeRole', action));
      expect((await outcome(id)).split(':')[0]).toBe(expected);
    }
  });

  test('a secret that is not there, and one that you may not read', async () => {
    deps.aws.secrets.delete(config.database.password);
    expect(await outcome('secrets')).toBe(
      `error: Secret not found: ${config.database.password} (KC_DB_PASSWORD).`,
    );
    deps.aws.secrets.set(config.database.password, 'canary');
    deps.aws.journal.failNext('getSecretValue', serviceError('AccessDeniedException', 'not authorized'), 1);
    expect(await outcome('secrets')).toBe('not checked: KC_DB_PASSWORD: AWS: not authorized');
  });

  const managed = '{"username":"keycloak","password":"canary"}';

  test.each<[what: string, value: Parameters<typeof deps.aws.secrets.set>[1], end: string, expected: RegExp]>(
    [
      ['binary', new Uint8Array([1]), '', /^error: Secret is binary: .* \(KC_DB_PASSWORD\)\.$/],
      ['marked for deletion', deletedSecret, '', /^error: .*marked for deletion: .* \(KC_DB_PASSWORD\)\.$/],
      ['JSON, as RDS manages it', managed, '', /^error: .*JSON object.*: .*:secret:db-AbCdEf \(KC_DB/],
      ['JSON with its key', managed, ':password', /^ok$/],
      ['JSON without the key', managed, ':Password', /^error: .*no text value under its key: .*:Password/],
      ['JSON with a key of JavaScript', managed, ':constructor', /^error: .*no text value under its key/],
      ['text, with a key', 'canary', ':password', /^error: .*not JSON: .*:password/],
      ['text that resembles JSON', '"canary"', '', /^ok$/],
      ['a number', '12345', '', /^ok$/],
    ],
  )('a secret that is %s', async (_what, value, end, expected) => {
    deps.aws.secrets.set(config.database.password, value);
    const password = `${config.database.password}${end}`;
    expect(await outcome('secrets', changed('database', { password }))).toMatch(expected);
  });

  test('each fault of a secret has its own remedy', async () => {
    const remedies = new Set<string>();
    for (const [value, end] of [
      [undefined, ''],
      [deletedSecret, ''],
      [new Uint8Array([1]), ''],
      [managed, ''],
      [managed, ':x'],
      ['canary', ':x'],
    ] as const) {
      deps.aws.secrets.delete(config.database.password);
      if (value !== undefined) deps.aws.secrets.set(config.database.password, value);
      const password = `${config.database.password}${end}`;
      const result = (await examine(changed('database', { password }))).results.get('secrets');
      remedies.add(result !== undefined && 'remedy' in result ? result.remedy : '');
    }
    expect(remedies.size).toBe(6);
    expect(remedies).not.toContain('');
  });

  test('JSON in another variable may be meant', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:json-AbCdEf';
    deps.aws.secrets.set(arn, managed);
    expect(await outcome('secrets', changed('keycloak', { secrets: { MY_KEYS: arn } }))).toMatch(
      /^warning: .*JSON object.* \(MY_KEYS\)/,
    );
  });

  test.each<[what: string, change: () => unknown, expected: RegExp]>([
    ['absent', () => deps.aws.acmFake.certificates.delete(certificate), /^error: .*not found: arn:/],
    ['not issued', () => (found().Status = 'PENDING_VALIDATION'), /^error: .* is PENDING_VALIDATION\.$/],
    [
      'for another name',
      () => {
        found().DomainName = 'example.org';
        found().SubjectAlternativeNames = ['*.com', 'a.id.example.com'];
      },
      /^warning: The certificate is for example\.org, \*\.com, a\.id\.example\.com, .*keycloak\.hostname is id\.example\.com/,
    ],
    ['ending', () => (found().RenewalEligibility = 'INELIGIBLE'), /^warning: .* 2026-12-01\.$/],
  ])('a certificate that is %s', async (_what, change, expected) => {
    change();
    expect(await outcome('certificate')).toMatch(expected);
  });

  function found() {
    return deps.aws.acmFake.certificates.get(certificate) ?? {};
  }

  test('no certificate, one of another region, one of IAM', async () => {
    expect(await outcome('certificate', base)).toMatch(/^warning: .* network\.certificate/);
    const other = certificate.replace('us-east-1', 'eu-west-1');
    expect(await outcome('certificate', changed('network', { certificate: other }))).toMatch(
      /^error: .* is in eu-west-1/,
    );
    const iam = 'arn:aws:iam::123456789012:server-certificate/x';
    expect(await outcome('certificate', changed('network', { certificate: iam }))).toMatch(/^not checked: /);
  });
});

describe('the project', () => {
  test('its checks, in their order', async () => {
    const { results } = await examine();
    expect([...results.keys()].slice(0, 13)).toEqual([
      ...['node', 'engine', 'placeholders', 'hostname', 'release', 'faults', 'files', 'driver'],
      ...['options', 'size', 'values', 'plain-secrets', 'cluster'],
    ]);
  });

  test('faults of the release that a cluster meets, with links and the release without them', async () => {
    const { results } = await examine(changed('keycloak', { version: asRelease('26.3.1') }));
    expect(results.get('faults')).toMatchObject({
      outcome: 'warning',
      what: expect.stringContaining('(https://github.com/keycloak/keycloak/issues/41290)') as unknown,
      remedy: expect.stringContaining('26.7.0') as unknown,
    });
    const alone = {
      ...changed('keycloak', { version: asRelease('26.3.1') }),
      cluster: { ...config.cluster, enabled: false },
    };
    expect(await outcome('faults', alone)).toBe('ok');
  });

  test('what kc-eb init left', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:keycloak/db-XXXXXX';
    expect(await outcome('placeholders', changed('database', { password: arn }))).toMatch(
      /^error: database\.password/,
    );
    expect(
      await outcome('hostname', changed('keycloak', { hostname: 'https://keycloak.example.com' })),
    ).toMatch(/^warning: keycloak\.hostname/);
    expect(await outcome('hostname')).toBe('ok');
  });

  test('a file that cannot go into the source bundle', async () => {
    deps.files.files.set('overrides/nginx/default.conf', 'server { location = /kc-eb/ready { } }');
    expect(await outcome('files')).toBe('ok');
    deps.files.files.set('overrides/nginx/default.conf', 'server { }');
    expect(await outcome('files')).toMatch(/^warning: overrides\/nginx\/default\.conf /);
    deps.files.files.set('realms/a-realm.json', '{"realm": "b"}');
    expect(await outcome('files')).toMatch(/^error: realms\/a-realm\.json /);
    deps.files.files.delete('realms/a-realm.json');
    deps.files.files.set('overrides/.env', 'A=b');
    expect(await outcome('files')).toMatch(/^error: overrides\/\.env cannot be in a source bundle: /);
  });

  test('values, sizes, drivers, releases, bridges', async () => {
    const env = (value: string) => changed('keycloak', { env: { MY_VALUE: value } });
    expect(await outcome('values', env('pa$$word'))).toMatch(/^warning: The value of MY_VALUE/);
    expect(await outcome('size', env('x'.repeat(3600)))).toMatch(
      /^warning: Environment properties take 3\d{3} of 4096/,
    );
    const oracle = {
      ...changed('database', { vendor: 'oracle' }),
      keycloak: { ...config.keycloak, version: asRelease('26.7.3') },
    };
    expect(await outcome('driver', oracle)).toMatch(/^error: Keycloak 26\.7\.3 .* oracle/);
    expect(await outcome('release', changed('keycloak', { version: asRelease('27.0.0') }))).toMatch(
      /^note: Keycloak 27\.0\.0 is newer/,
    );
    expect(await outcome('cluster', changed('cluster', { network: 'bridge' }))).toMatch(
      /^error: cluster\.network is bridge/,
    );
    expect(await outcome('cluster', changed('cluster', { enabled: false }))).toMatch(/^note: /);
  });

  test('a platform that is not offered', async () => {
    expect(
      await outcome('platform', { ...config, platform: '64bit Amazon Linux 2018 v1 running Docker' }),
    ).toMatch(/^error: Beanstalk does not offer "64bit Amazon Linux 2018/);
  });

  test('a platform that is too old for secrets, before there is an environment', async () => {
    const platform = '64bit Amazon Linux 2023 v4.3.0 running Docker';
    deps.aws.beanstalkFake.solutionStacks.unshift(platform);
    deps.aws.beanstalkFake.platform = { DateCreated: new Date('2025-03-01T00:00:00Z') };
    expect(await outcome('platform', { ...config, platform })).toBe(
      `error: A new environment would run ${platform}, released on 2025-03-01.`,
    );
    const asked =
      'arn:aws:elasticbeanstalk:us-east-1::platform/Docker running on 64bit Amazon Linux 2023/4.3.0';
    expect(deps.aws.journal.calls).toContainEqual({
      ...{ operation: 'describePlatformVersion', input: { PlatformArn: asked } },
    });
    deps.aws.beanstalkFake.platform = { DateCreated: new Date('2025-11-01T00:00:00Z') };
    expect(await outcome('platform', { ...config, platform })).toBe('ok');
    const key = `${config.database.password}:password`;
    expect(await outcome('platform', { ...changed('database', { password: key }), platform })).toMatch(
      /^error/,
    );
  });

  test('files that a deploy rejects', async () => {
    expect(await outcome('files')).toBe('ok');
    deps.files.files.set('overrides/a\\b', '');
    expect(await outcome('files')).toMatch(/^error: .*source bundle: "overrides\/a\\\\b"/);
    expect(await outcome('driver')).toMatch(/^not checked: /);
    deps.files.hashes = () => Promise.reject(new UserError('usage', 'themes/mine is a link.'));
    expect(await outcome('files')).toBe('error: themes/mine is a link.');
    expect(await outcome('cluster')).toBe('ok');
  });

  test('a security group that takes the ports away', async () => {
    const options = { 'aws:autoscaling:launchconfiguration': { DisableDefaultEC2SecurityGroup: 'true' } };
    expect(await outcome('security-group', { ...config, options })).toMatch(
      /^error: DisableDefaultEC2SecurityGroup/,
    );
    deps.files.files.set('overrides/.ebextensions/cluster-ports.config', '');
    expect(await outcome('security-group')).toMatch(
      /^warning: overrides\/\.ebextensions\/cluster-ports\.config/,
    );
  });
});

describe('a running environment', () => {
  beforeEach(async () => {
    await carryOut(deps, examplePlan());
  });

  function write(node: number, ...messages: readonly string[]): void {
    const { id = '' } = deps.aws.beanstalkFake.environment('id-prod').instances[node] ?? {};
    for (const message of messages) {
      deps.aws.logsFake.late.add({
        ...{ group: '/aws/elasticbeanstalk/id-prod/keycloak', stream: `${id}/10.0.0.${11 + node}`, message },
        timestamp: deps.clock.now().getTime(),
      });
    }
  }

  function start(node: number, view: string): void {
    write(
      node,
      'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
      `ISPN000094: Received new cluster view for channel ISPN: ${view}`,
      `ISPN000079: Channel \`ISPN\` local address is \`n${node}\`, physical addresses are \`[10.0.0.${11 + node}:7800]\``,
      'Keycloak 26.7.3 on JVM (powered by Quarkus 3) started in 9.9s. Listening on: http://0.0.0.0:8080',
      'Bootstrap completed in 8.7 seconds',
    );
  }

  test('that is one cluster proves ports and database', async () => {
    start(0, '[n0|1] (2) [n0, n1]');
    start(1, '[n0|1] (2) [n0, n1]');
    expect(await outcome('security-group')).toBe('ok');
    expect(await outcome('database')).toBe('ok');
  });

  test('that has written nothing proves nothing', async () => {
    expect(await outcome('security-group')).toMatch(/^not checked: .*i-/);
    expect(await outcome('database')).toMatch(/^not checked: .*i-/);
  });

  test('whose nodes cannot reach each other', async () => {
    start(0, '[n0|0] (1) [n0]');
    start(1, '[n1|0] (1) [n1]');
    write(1, 'n1: JOIN(n1) sent to n0 timed out (after 2000 ms), on try 0');
    expect(await outcome('security-group')).toMatch(/^error: .*/);
    expect(await outcome('database')).toBe('ok');
  });

  test('whose nodes cannot reach the database', async () => {
    start(0, '[n0|0] (1) [n0]');
    write(1, 'ERROR: Failed to obtain JDBC connection: connection refused');
    expect(await outcome('database')).toMatch(
      /^error: Keycloak on i-\S+ cannot use its database: "Failed to obtain/,
    );
  });

  test('on an old platform', async () => {
    deps.aws.beanstalkFake.solutionStacks.push('64bit Amazon Linux 2023 v4.14.0 running Docker');
    expect(await outcome('platform')).toMatch(
      /^note: .* v4\.13\.7 .*, .*2026-09-01; the newest is .* v4\.14\.0/,
    );
    deps.aws.beanstalkFake.platform = { PlatformBranchLifecycleState: 'Deprecated' };
    expect(await outcome('platform')).toMatch(/^warning: .*, whose branch is Deprecated/);
    deps.aws.beanstalkFake.platform = { DateCreated: new Date('2025-03-01T00:00:00Z') };
    expect(await outcome('platform')).toMatch(/^error: The environment runs .* 2025-03-01\.$/);
    deps.aws.beanstalkFake.platform = { DateCreated: new Date('2025-12-01T00:00:00Z') };
    const key = `${config.database.password}:password`;
    expect(await outcome('platform', changed('database', { password: key }))).toMatch(
      /^error: .* 2025-12-01\.$/,
    );
  });

  test('that is at work', async () => {
    const beanstalk = await deps.aws.beanstalk();
    await beanstalk.updateEnvironment({ EnvironmentName: 'id-prod', VersionLabel: '26.7.3-bbbbbbbbbbbb' });
    expect(await outcome('environment')).toBe('error: The environment is Updating.');
  });
});

describe('security groups', () => {
  const host = 'id.abc123.us-east-1.rds.amazonaws.com';
  const own = 'sg-0a';
  const inRds = (securityGroups: string[] = [own]): Config => ({
    ...changed('database', { host: host.toUpperCase() }),
    network: { ...config.network, securityGroups },
  });
  const admit = (rule: object): void => {
    deps.aws.ec2Fake.securityGroups.push(
      { GroupId: own },
      { GroupId: 'sg-0db', IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, ...rule }] },
    );
    const VpcSecurityGroups = [{ VpcSecurityGroupId: 'sg-0db' }];
    deps.aws.rdsFake.instances.push(
      { Endpoint: { Address: 'other' } },
      { Endpoint: { Address: host }, VpcSecurityGroups },
    );
  };
  const from = (...ids: string[]) => ({ UserIdGroupPairs: ids.map((GroupId) => ({ GroupId })) });

  test('one that does not exist is an error', async () => {
    deps.aws.ec2Fake.securityGroups.push({ GroupId: own });
    expect(await outcome('further-groups', inRds([own, 'sg-0b']))).toMatch(/^error: .*: sg-0b\.$/);
    expect(await outcome('further-groups', inRds([own]))).toBe('ok');
  });

  test.each([
    ['the group', from('sg-0x', own)],
    ['the group, on a range of ports', { ...from(own), FromPort: 0, ToPort: 65_535 }],
    ['the group, by a rule for every protocol', { ...from(own), IpProtocol: '-1', FromPort: undefined }],
    ['addresses', { IpRanges: [{ CidrIp: '10.0.0.0/16' }] }],
    ['a prefix list', { PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
  ])('the database admits %s', async (_what, rule) => {
    admit(rule);
    expect(await outcome('database-group', inRds())).toBe('ok');
  });

  test.each([
    ['another group', from('sg-0x'), /^error: .*\(sg-0db\) admit sg-0x on port 5432/],
    [
      'the group on another port',
      { ...from(own), FromPort: 3306, ToPort: 3306 },
      /admit nothing on port 5432/,
    ],
    ['the group by UDP', { ...from(own), IpProtocol: 'udp' }, /admit nothing/],
    ['nothing', {}, /admit nothing/],
  ])('the database admits %s', async (_what, rule, expected) => {
    admit(rule);
    expect(await outcome('database-group', inRds())).toMatch(expected);
    expect(await outcome('database-group', inRds([]))).toMatch(/network\.securityGroups is empty/);
  });

  test('a group that a standing environment may have counts', async () => {
    await carryOut(deps, examplePlan());
    admit(from('sg-0beanstalk'));
    expect(await outcome('database-group', inRds([]))).toBe('ok');
  });

  test('a cluster is found by each of its endpoints', async () => {
    admit(from('sg-0x'));
    deps.aws.rdsFake.instances.splice(0);
    const VpcSecurityGroups = [{ VpcSecurityGroupId: 'sg-0db' }];
    deps.aws.rdsFake.clusters.push({ Endpoint: 'other', CustomEndpoints: [host], VpcSecurityGroups });
    expect(await outcome('database-group', inRds())).toMatch(/^error/);
  });

  test('without the right to read them, and for an unknown database, nothing is checked', async () => {
    expect(await outcome('database-group', inRds())).toMatch(/^not checked: .*rds\.amazonaws\.com$/);
    deps.aws.journal.failNext('describeDBInstances', serviceError('AccessDenied', 'not authorized'));
    expect(await outcome('database-group', inRds())).toMatch(/^not checked: .*not authorized/);
  });
});
