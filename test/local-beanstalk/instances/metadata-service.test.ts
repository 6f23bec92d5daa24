import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { metadataService } from '../../../src/local-beanstalk/instances/metadata-service.ts';
import { localCredentials } from '../credentials.ts';

const instance = {
  id: 'i-0123456789abcdef0',
  environmentName: 'demo',
  environmentId: 'e-1',
  privateIp: '10.0.0.11',
  launchedAt: new Date(0),
};
const service = metadataService({
  instanceByAddress: (address) => (address === instance.privateIp ? instance : undefined),
  region: 'us-east-1',
  account: '000000000000',
  credentials: localCredentials,
  now: () => new Date('2026-01-01T00:00:00Z'),
});

function ask(method: string, path: string, headers: Record<string, string> = {}, from = '10.0.0.11') {
  const answer = service.handle({
    ...{ method, path, headers, remoteAddress: from, requestId: 'r', query: new URLSearchParams() },
    stream: Readable.from([]),
    body: () => Promise.resolve(Buffer.alloc(0)),
  });
  if (answer instanceof Promise) throw new Error('metadata is read at once');
  const { status, body = '' } = answer;
  if (typeof body !== 'string') throw new Error('metadata is text');
  return { status, body };
}

function token(): Record<string, string> {
  const { body } = ask('PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' });
  return { 'x-aws-ec2-metadata-token': body };
}

test.each([
  ['instance-id', 'i-0123456789abcdef0'],
  ['local-ipv4', '10.0.0.11'],
  ['placement/region', 'us-east-1'],
  ['iam/security-credentials/', 'aws-elasticbeanstalk-ec2-role'],
])('an instance reads its own %s', (path, value) => {
  expect(ask('GET', `/latest/meta-data/${path}`, token())).toMatchObject({ status: 200, body: value });
});

test('the credentials have the format of SDKs and a late expiration', () => {
  const { body } = ask(
    'GET',
    '/latest/meta-data/iam/security-credentials/aws-elasticbeanstalk-ec2-role',
    token(),
  );
  expect(JSON.parse(body)).toMatchObject({
    Code: 'Success',
    AccessKeyId: localCredentials.accessKeyId,
    SecretAccessKey: localCredentials.secretAccessKey,
    Expiration: '2026-01-01T06:00:00.000Z',
  });
});

test('an address that is mapped into IPv6 is the same address', () => {
  expect(ask('GET', '/latest/meta-data/instance-id', token(), '::ffff:10.0.0.11').status).toBe(200);
});

test.each([
  ['without a token', 'GET', '/latest/meta-data/instance-id', {}, '10.0.0.11', 401],
  [
    'with another token',
    'GET',
    '/latest/meta-data/instance-id',
    { 'x-aws-ec2-metadata-token': 'x' },
    '10.0.0.11',
    401,
  ],
  ['for a token by GET', 'GET', '/latest/api/token', {}, '10.0.0.11', 405],
  ['for a token without its lifetime', 'PUT', '/latest/api/token', {}, '10.0.0.11', 400],
  ['from elsewhere', 'PUT', '/latest/api/token', {}, '127.0.0.1', 403],
])('a request %s is rejected', (_title, method, path, headers, from, status) => {
  expect(ask(method, path, headers, from).status).toBe(status);
});
