import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { steps } from './steps/table.ts';

const page = readFileSync('docs/aws-account.md', 'utf8');

test('docs/aws-account.md lists every step in its order', () => {
  const listed = [...page.matchAll(/^\| `([a-z-]+)` +\| .*\?/gm)].map(([, name]) => name);
  expect(listed).toEqual(steps.map(({ name }) => name));
});

test('the policy of docs/aws-account.md has the actions of the services that kc-eb itself does not use', () => {
  const source = readFileSync('test/aws-account/clients.ts', 'utf8');
  const services = ['autoScaling', 'ec2', 'iam', 'rds', 'secretsManager', 'ssm'];
  const called = services.flatMap((service) => {
    const [, body = ''] = new RegExp(`readonly ${service}: Calls<([^>]*)>`).exec(source) ?? [];
    return [...body.matchAll(/'(\w+)'/g)].map(
      ([, name = '']) => `${service.toLowerCase()}:${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`,
    );
  });
  const allowed = [...page.matchAll(/"([a-z0-9]+:[A-Z]\w+)"/g)].map(([, action = '']) => action);
  expect(called.length).toBeGreaterThan(20);
  expect(allowed).toEqual(expect.arrayContaining(called));
  // Rights of what the calls do; kc-eb verify reads the secret.
  const implied = ['iam:PassRole', 'secretsmanager:GetSecretValue'];
  const extra = allowed.filter(
    (action) => !/^(ecr|s3|elasticbeanstalk|logs):/.test(action) && !called.includes(action),
  );
  expect(extra.toSorted()).toEqual(implied);
});
