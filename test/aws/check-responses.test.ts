import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAws } from '../../src/aws/clients.ts';
import { explainAwsError } from '../../src/aws/explain-error.ts';
import type { Aws } from '../../src/ports.ts';

let server: Server;
let aws: Aws;
let body = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = makeAws({
    region: 'us-east-1',
    local: { endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  });
});
afterAll(() => {
  server.close();
});

const groups = async () => (await aws.logs()).describeLogGroups({});
const images = async () => (await aws.ecr()).describeImages({ repositoryName: 'id/keycloak' });
const token = async () => (await aws.ecr()).getAuthorizationToken({});
const secret = () => aws.secret('arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf');

test.each<[answer: string, ask: () => Promise<unknown>, message: RegExp]>([
  ['{"logGroups":[null]}', groups, /DescribeLogGroups\.logGroups\[0\] is null, not an entry/],
  ['{"logGroups":5}', groups, /DescribeLogGroups\.logGroups is of type number, not a list/],
  ['{"logGroups":{"a":1}}', groups, /logGroups is of type object, not a list/],
  ['{"logGroups":[{"logGroupName":5}]}', groups, /logGroups\[0\]\.logGroupName is of type number, not text/],
  [
    '{"imageDetails":[{"imageTags":[5]}]}',
    images,
    /imageDetails\[0\]\.imageTags\[0\] is of type number, not text/,
  ],
  [
    '{"authorizationData":[{"authorizationToken":{"a":1}}]}',
    token,
    /authorizationToken is of type object, not text/,
  ],
  ['{"authorizationData":[{"expiresAt":"x"}]}', token, /not in AWS's format/],
  ['{"SecretString":{"a":"canary"}}', secret, /GetSecretValue\.SecretString is of type object, not text/],
])('%s is rejected', async (answer, ask, message) => {
  body = answer;
  const error = await ask().catch((reason: unknown) => explainAwsError(reason));
  expect(error).toMatchObject({ kind: 'aws', message: expect.stringMatching(message) as unknown });
  expect((error as Error).message).not.toContain('canary');
});

test.each([
  ['{"logGroups":[]}', { logGroups: [] }],
  ['{}', {}],
  [
    '{"logGroups":[{"logGroupName":"a","storedBytes":5,"unknown":[null]}]}',
    { logGroups: [{ logGroupName: 'a' }] },
  ],
  ['{"logGroups":null}', {}],
])('%s is taken', async (answer, expected) => {
  body = answer;
  expect(await groups()).toMatchObject(expected);
});
