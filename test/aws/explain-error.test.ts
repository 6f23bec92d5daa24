import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeAws } from '../../src/aws/clients.ts';
import { explainAwsError } from '../../src/aws/explain-error.ts';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';
import type { Aws } from '../../src/ports.ts';
import { serviceError } from '../fakes/journal.ts';

let server: Server | undefined;

afterEach(() => {
  vi.unstubAllEnvs();
  server?.close();
});

async function listen(made: Server): Promise<number> {
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

const account = '123456789012';

/** One call of each client. */
const calls: Record<string, (aws: Aws) => Promise<unknown>> = {
  beanstalk: async (aws) => (await aws.beanstalk()).describeApplications({}),
  s3: async (aws) => (await aws.s3()).getObject({ Bucket: 'b', Key: 'k' }),
  's3 (HEAD)': async (aws) => (await aws.s3()).headObject({ Bucket: 'b', Key: 'k' }),
  ecr: async (aws) => (await aws.ecr()).describeImages({ repositoryName: 'id/keycloak' }),
  logs: async (aws) => (await aws.logs()).describeLogGroups({}),
  sts: async (aws) => (await aws.sts()).getCallerIdentity({}),
  iam: async (aws) => (await aws.iam()).getRole({ RoleName: 'role' }),
  acm: async (aws) =>
    (await aws.acm()).describeCertificate({
      CertificateArn: `arn:aws:acm:us-east-1:${account}:certificate/11111111-2222-3333-4444-555555555555`,
    }),
  secretsmanager: (aws) => aws.secret(`arn:aws:secretsmanager:us-east-1:${account}:secret:x`),
  ssm: (aws) => aws.secret(`arn:aws:ssm:us-east-1:${account}:parameter/x`),
};

async function explained(call: () => Promise<unknown>): Promise<unknown> {
  return explainAwsError(await call().catch((error: unknown) => error));
}

describe.each(Object.entries(calls))('%s', (_name, call) => {
  test.each([
    [500, '<!DOCTYPE html><html><body><p>Blocked<br></body></html>'],
    [502, '<html><p>Bad gateway'],
    [503, 'upstream down'],
    [500, ''],
  ])('answers HTTP %i with %j: no words of a parser', async (status, body) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const port = await listen(
      createServer((_request, response) => {
        response.writeHead(status, { 'content-type': 'text/html' });
        response.end(body);
      }),
    );
    const local = { endpoint: `http://127.0.0.1:${port}`, credentials };
    const error = await explained(() => call(makeAws({ region: 'us-east-1', local })));
    expect(error).toMatchObject({
      kind: 'aws',
      message: expect.stringContaining(`HTTP ${status}`) as unknown,
    });
    const { message, cause } = error as Error;
    for (const text of [message, String(cause)]) expect(text).not.toMatch(/XML|JSON|token|tag|Unknown/i);
  });
});

test.each([
  ['ECONNREFUSED', 'aws', /Nothing listens/],
  ['ENOTFOUND', 'aws', /region/],
  ['EAI_AGAIN', 'aws', /name server/],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'aws', /NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'aws', /NODE_EXTRA_CA_CERTS/],
  ['CERT_HAS_EXPIRED', 'aws', /clock/],
  ['EPROTO', 'aws', /http:\/\//],
  ['ETIMEDOUT', 'aws', /network/],
])('the network error %s', (code, kind, hint) => {
  const error = explainAwsError(Object.assign(new Error('connect'), { code }));
  expect(error).toMatchObject({ kind, hint: expect.stringMatching(hint) as unknown });
});

test.each([
  ['RequestTimeTooSkewed', 'The difference is too large.', 'credentials', /clock/],
  ['InvalidSignatureException', 'Signature expired: 2026 is now earlier than 2027', 'credentials', /clock/],
  ['SignatureDoesNotMatch', 'Signature not yet current: 1 is still later', 'credentials', /clock/],
  ['SignatureDoesNotMatch', 'The signature does not match.', 'credentials', /secret access key/],
  ['ExpiredToken', 'The token has expired.', 'credentials', /sign in again/],
  ['UnrecognizedClientException', 'The token is invalid.', 'credentials', /partition/],
  ['AccessDenied', 'Not authorized.', 'credentials', /permissions/],
  ['ThrottlingException', 'Rate exceeded', 'aws', /rate of calls/],
  ['RequestLimitExceeded', 'Rate exceeded', 'aws', /rate of calls/],
])('the error %s (%s)', (name, message, kind, hint) => {
  const error = explainAwsError(serviceError(name, message, 400));
  expect(error).toMatchObject({ kind, hint: expect.stringMatching(hint) as unknown });
});

test.each([
  [
    'CredentialsProviderError',
    'The SSO session associated with this profile has expired. Run aws sso login.',
    /aws sso login/,
  ],
  ['TokenProviderError', 'Token is expired.', /aws sso login/],
  ['CredentialsProviderError', 'Could not load credentials from any providers', /AWS_ACCESS_KEY_ID/],
])('the SDK finds no credentials: %s (%s)', (name, message, hint) => {
  const error = explainAwsError(Object.assign(new Error(message), { name }));
  expect(error).toMatchObject({ kind: 'credentials', hint: expect.stringMatching(hint) as unknown });
});

test('a proxy that decrypts TLS', async () => {
  const key = readFileSync('test/system/tls/server.key');
  const cert = readFileSync('test/system/tls/server.pem');
  const port = await listen(createTlsServer({ key, cert }, (_request, response) => response.end()));
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  vi.stubEnv('AWS_ENDPOINT_URL', `https://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const error = await explained(async () =>
    (await makeAws({ region: 'us-east-1' }).sts()).getCallerIdentity({}),
  );
  expect(error).toMatchObject({
    kind: 'aws',
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as unknown,
  });
});
