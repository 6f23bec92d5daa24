import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { UserError } from '../../src/base/user-error.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf';
const whole = `application: id
environment: id-prod
region: us-east-1
keycloak:
  version: 26.7.3
  hostname: https://id.example.com
database:
  vendor: postgres
  host: db.example.com
  password: ${arn}
admin:
  password: ${arn}
`;

/** `whole` with a line, or a part of one, replaced. */
function changed(from: string, to: string): string {
  expect(whole).toContain(from);
  return whole.replace(from, to);
}

function refusal(text: string): string {
  try {
    parseConfig(text, 'kc-eb.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ kind: 'usage' });
    return (error as UserError).message;
  }
  throw new Error('it was accepted');
}

describe('kc-eb.yaml', () => {
  test('needs little, and the rest has defaults', () => {
    expect(parseConfig(whole, 'kc-eb.yaml')).toMatchObject({
      keycloak: { relativePath: '/', features: [], env: {} },
      database: { name: 'keycloak', username: 'keycloak' },
      admin: { username: 'admin' },
      cluster: { enabled: true, cache: 'auto', network: 'host' },
      instances: { min: 2, max: 4, types: ['t3.medium'] },
      deployment: { policy: 'Rolling', batchSize: 1, commandTimeoutMinutes: 10, timeoutMinutes: 30 },
      logs: { retentionDays: 30 },
    });
  });

  test('shows every problem with its place, not only the first', () => {
    const text = whole
      .replace('environment: id-prod', 'environment: abc')
      .replace('region: us-east-1', 'regoin: us-east-1')
      .replace('version: 26.7.3', 'version: 21.1.2')
      .replace('vendor: postgres', 'vendor: postgress');
    expect(refusal(text).split('\n')).toEqual([
      'kc-eb.yaml has 5 problems:',
      expect.stringMatching(/^ {2}kc-eb\.yaml:1:1 region: is missing$/),
      expect.stringMatching(/^ {2}kc-eb\.yaml:2:1 environment: must have 4 to 40 characters.*\(got "abc"\)$/),
      '  kc-eb.yaml:3:1 regoin: unknown key; did you mean region?',
      expect.stringMatching(/^ {2}kc-eb\.yaml:5:3 keycloak\.version: Keycloak 21\.1\.2 is not supported/),
      expect.stringMatching(/^ {2}kc-eb\.yaml:8:3 database\.vendor: .*"postgres"/),
    ]);
  });

  test.each([
    ['not YAML', 'application: [', /^kc-eb\.yaml:\d+:\d+ /],
    ['a key twice', `${whole}region: eu-west-1\n`, /^kc-eb\.yaml:13:1 Map keys must be unique/],
    ['two documents', `${whole}---\nregion: a\n`, /^kc-eb\.yaml:13:1 a second YAML document begins here/],
    ['nothing', '', /application: is missing/],
    ['a list', '- a\n', /^kc-eb\.yaml:1:1 .*expected object/],
    [
      'an unknown key deep down',
      changed('host:', 'hots:'),
      /:9:3 database\.hots: unknown key; did you mean host\?/,
    ],
    ['a key like no other', `${whole}xyzzy: 1\n`, /:13:1 xyzzy: unknown key; .*application, environment,/],
    [
      'an application with a slash',
      changed('application: id', 'application: a/b'),
      /:1:1 application: .*slash/,
    ],
    ...['_', "' '", '日本', '(…)', 'ß'].map((name): [string, string, RegExp] => [
      `an application that no repository can be named after: ${name}`,
      changed('application: id', `application: ${name}`),
      /:1:1 application: .*ECR repository/,
    ]),
    [
      'a version in short',
      changed('26.7.3', "'26.7'"),
      /:5:3 keycloak\.version: must be a release such as 26\.7\.3 .*\(got "26\.7"\)/,
    ],
    [
      'a version as a number',
      changed('26.7.3', '26.7'),
      /:5:3 keycloak\.version: must be a release such as 26\.7\.3 .*quotes.* \(got 26\.7\)$/,
    ],
    ['no version', changed('  version: 26.7.3\n', ''), /:4:1 keycloak\.version: is missing$/],
    [
      'no vendor',
      changed('  vendor: postgres\n', ''),
      /:7:1 database\.vendor: is missing; .*postgres, mysql, /,
    ],
    [
      'a key without its value',
      changed('environment: id-prod', 'environment:'),
      /^kc-eb\.yaml:2:1 environment: is missing: the key has no value$/,
    ],
    [
      'a choice without its value',
      changed('vendor: postgres', 'vendor:'),
      /^kc-eb\.yaml:8:3 database\.vendor: is missing: the key has no value; .*postgres, /,
    ],
    [
      'a key all below which is commented out',
      `${whole}instances:\n#  min: 2\n`,
      /^kc-eb\.yaml:13:1 instances: is missing: the key has no value$/,
    ],
    [
      'a release that no image has',
      changed('26.7.3', '26.07.03'),
      /:5:3 keycloak\.version: must be a release such as 26\.7\.3 .*\(got "26\.07\.03"\)/,
    ],
    [
      'a host for a URL',
      changed('https://id', 'id'),
      /:6:3 keycloak\.hostname: must be a URL such as https:\/\/id\.example\.com$/,
    ],
    ['a path in the URL', changed('.com', '.com/auth'), /:6:3 keycloak\.hostname: .*relativePath/],
    [
      'a path that would end a line of nginx',
      changed('  version', '  relativePath: /a;b\n  version'),
      /keycloak\.relativePath: must be a path/,
    ],
    [
      'min 1 in a cluster',
      `${whole}instances: { min: 1 }\n`,
      /^kc-eb\.yaml:13:14 instances\.min: must be at least 2 .*\(got 1\)$/,
    ],
    [
      'max below min',
      `${whole}instances: { min: 3, max: 2 }\n`,
      /:13:22 instances\.max: .*instances\.min, 3 \(got 2\)$/,
    ],
    [
      'a wait that ends before Beanstalk has given up',
      `${whole}deployment: { timeoutMinutes: 14 }\n`,
      /:13:15 deployment\.timeoutMinutes: must be at least 15 \(got 14\): .* 4 minutes after commandTimeoutMinutes \(10\)/,
    ],
    [
      'a CPU threshold below the other one',
      `${whole}instances: { scaling: { cpuAbove: 30, cpuBelow: 40 } }\n`,
      /instances\.scaling\.cpuBelow: .*cpuAbove, 30 \(got 40\)$/,
    ],
    [
      'minutes between two reports of EC2',
      `${whole}instances: { scaling: { minutes: 7 } }\n`,
      /instances\.scaling\.minutes: must be a multiple of 5/,
    ],
    [
      'a drain time as long as the command timeout',
      `${whole}deployment: { drainSeconds: 560 }\n`,
      /deployment\.drainSeconds: must be below 560 \(got 560\): .*commandTimeoutMinutes \(10\)/,
    ],
    [
      'a window that is none',
      `${whole}platformUpdates: { window: 'Sunday 3am' }\n`,
      /platformUpdates\.window: must be a day and a time in UTC such as Sun:03:00/,
    ],
    [
      'a window without its minute',
      `${whole}platformUpdates: { window: Sun:24:00 }\n`,
      /platformUpdates\.window/,
    ],
    [
      'platform updates without a window',
      `${whole}platformUpdates: {}\n`,
      /platformUpdates\.window: is missing/,
    ],
    [
      'a topic in another region',
      `${whole}alarms: { topic: 'arn:aws:sns:eu-west-1:123456789012:x' }\n`,
      /alarms\.topic: must be a topic in us-east-1, .*\(got eu-west-1\)$/,
    ],
    [
      'a queue for a topic',
      `${whole}alarms: { topic: 'arn:aws:sqs:us-east-1:123456789012:x' }\n`,
      /ARN of an SNS topic/,
    ],
    [
      'no region',
      changed('us-east-1\n', 'virginia\n'),
      /:3:1 region: must be a region such as us-east-1 \(got "virginia"\)/,
    ],
    [
      'days that CloudWatch does not have',
      `${whole}logs: { retentionDays: 31 }\n`,
      /:13:9 logs\.retentionDays: must be 30 or 60: .*\(got 31\)$/,
    ],
    [
      'days that CloudWatch has and Beanstalk has not',
      `${whole}logs: { retentionDays: 1096 }\n`,
      /logs\.retentionDays: must be 731 or 1827: .*\(got 1096\)$/,
    ],
    [
      'more days than Beanstalk has',
      `${whole}logs: { retentionDays: 9999 }\n`,
      /logs\.retentionDays: must be 3653: .*\(got 9999\)$/,
    ],
    [
      'days in words',
      `${whole}logs: { retentionDays: month }\n`,
      /logs\.retentionDays: must be one of 1, 3, .*, 3653 \(got "month"\)$/,
    ],
    [
      'a batch larger than the environment',
      `${whole}deployment: { batchSize: 5 }\n`,
      /deployment\.batchSize: must be at most instances\.max, 4 \(got 5\)/,
    ],
    [
      'instance types of two architectures',
      `${whole}instances: { types: [t3.medium, t4g.medium, m7g.large] }\n`,
      /instances\.types: must have one architecture: t4g\.medium, m7g\.large are arm64, t3\.medium is x86_64$/,
    ],
    [
      'instance types of two architectures in options',
      `${whole}options: { 'aws:ec2:instances': { InstanceTypes: 'a1.large,t3.medium' } }\n`,
      /options\.aws:ec2:instances\.InstanceTypes: must have one architecture/,
    ],
    [
      'an architecture that the types have not',
      `${whole}options: { 'aws:ec2:instances': { SupportedArchitectures: 'arm64' } }\n`,
      /SupportedArchitectures: must be x86_64, the architecture of t3\.medium/,
    ],
    [
      'a stack that the release has not',
      `${changed('26.7.3', '26.0.8')}cluster: { cache: jdbc-ping }\n`,
      /cluster\.cache: .*26\.1 or newer \(got 26\.0\.8\)/,
    ],
    [
      'the wrapper before Keycloak 24',
      changed('26.7.3', '23.0.7').replace('vendor: postgres', 'vendor: aurora-postgres'),
      /database\.vendor: aurora-postgres needs Keycloak 24\.0 or newer \(got 23\.0\.7\); use postgres/,
    ],
    [
      'a number where text is meant',
      changed('  version', '  env: { A: 007 }\n  version'),
      /keycloak\.env\.A: must be text: put it in quotes$/,
    ],
    [
      'an option with its hyphens',
      changed('  version', "  buildOptions: { --vault: 'file' }\n  version"),
      /keycloak\.buildOptions\.--vault: must be an option .*without --/,
    ],
    [
      'an image with its tag',
      changed('  version', '  image: quay.io/keycloak/keycloak:26.7.3\n  version'),
      /keycloak\.image: must be an image without its tag/,
    ],
    [
      'a variable that is none',
      changed('  version', '  env: { "A-B": x }\n  version'),
      /keycloak\.env\.A-B: .*letters, digits and _/,
    ],
    [
      'a value and a secret',
      changed('  version', `  env: { A: x }\n  secrets: { A: '${arn}' }\n  version`),
      /keycloak\.secrets\.A: .*keycloak\.env/,
    ],
    [
      'more than 4096 bytes',
      changed('  version', `  env: { A: ${'x'.repeat(4000)} }\n  version`),
      /keycloak\.env: .* 4\d\d\d bytes, .* 4096/,
    ],
  ])('rejects %s', (_what, text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  test('does not repeat what may be a password', () => {
    const message = refusal(changed(arn, 'hunter2'));
    expect(message).toMatch(/:10:3 database\.password: must be the ARN of a Secrets Manager secret/);
    expect(message).not.toContain('hunter2');
  });

  test('min 1 is fine without a cluster', () => {
    const text = `${whole}instances: { min: 1, max: 1 }\ncluster: { enabled: false }\n`;
    expect(parseConfig(text, 'kc-eb.yaml').instances.min).toBe(1);
  });

  test('counts bytes, not characters', () => {
    const withValue = (value: string) => changed('  version', `  env: { A: ${value} }\n  version`);
    expect(parseConfig(withValue('x'.repeat(1900)), 'kc-eb.yaml').keycloak.env.A).toHaveLength(1900);
    expect(refusal(withValue('ü'.repeat(1900)))).toMatch(/keycloak\.env: .* 4\d\d\d bytes, .* 4096/);
  });
});
