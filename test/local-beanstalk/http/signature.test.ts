/** Only the project's key opens the API: its id is public, its secret is not. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { S3 } from '@aws-sdk/client-s3';
import {
  clientVariables,
  provideCredentials,
  readCredentials,
} from '../../../src/local-beanstalk/base/credentials.ts';
import { statePaths } from '../../../src/local-beanstalk/base/state.ts';
import { localCredentials } from '../credentials.ts';
import { connect } from '../sdk-calls.ts';
import { startServer } from './local-server.ts';
import { call, presigned, presignedByVersion2, type RawRequest, signedFor } from './raw-request.ts';

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});
afterEach(() => {
  vi.useRealTimers();
});

const form: RawRequest = {
  method: 'POST',
  headers: signedFor('elasticbeanstalk'),
  body: 'Action=CreateApplication&ApplicationName=by-a-page&Version=2010-12-01',
};
const names = async (): Promise<string> =>
  (
    await call(server.endpoint, {
      method: 'POST',
      headers: signedFor('elasticbeanstalk'),
      body: 'Action=DescribeApplications&Version=2010-12-01',
    })
  ).body;

describe('a request without the secret', () => {
  const scope = (service: string) => `${localCredentials.accessKeyId}/1/us-east-1/${service}/aws4_request`;
  const action = 'Action=CreateApplication&ApplicationName=by-a-page&Version=2010-12-01';
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = now.slice(0, 8);

  test.each<[string, RawRequest]>([
    ['an image of a page', { path: `/?X-Amz-Credential=${scope('elasticbeanstalk')}&${action}` }],
    [
      'a form of a page',
      { method: 'POST', path: `/?X-Amz-Credential=${scope('elasticbeanstalk')}`, body: action },
    ],
    [
      'a presigned URL with a made-up signature',
      {
        path: `/?${action}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope('elasticbeanstalk').replace('/1/', `/${day}/`)}&X-Amz-Date=${now}&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`,
      },
    ],
    [
      'a header with a made-up signature',
      {
        ...form,
        headers: {
          'x-amz-date': now,
          authorization: `AWS4-HMAC-SHA256 Credential=${scope('elasticbeanstalk').replace('/1/', `/${day}/`)}, SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`,
        },
      },
    ],
    [
      'version 2 of S3',
      {
        path: '/',
        headers: {
          authorization: `AWS ${localCredentials.accessKeyId}:abc=`,
          date: new Date().toUTCString(),
        },
      },
    ],
    [
      'presigned by version 2',
      { path: `/?AWSAccessKeyId=${localCredentials.accessKeyId}&Expires=4102444800&Signature=a` },
    ],
    ['version 4a', { path: `/?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=${scope('s3')}` }],
  ])('%s is rejected', async (_who, request) => {
    expect((await call(server.endpoint, request)).status).toBe(403);
    expect(await names()).not.toContain('by-a-page');
  });

  test.each(['elasticbeanstalk', 'logs', 'monitoring', 'ecr', 'sts', 'iam', 'secretsmanager'])(
    '%s does not answer the secret of another project',
    async (service) => {
      const operation = server.services.find(({ name }) => name === service)?.operations[0] ?? '';
      const other = connect(server.endpoint, { ...localCredentials, secretAccessKey: 'of-another-project' });
      await expect(other.call(service, operation, {})).rejects.toMatchObject({
        name: expect.stringMatching(/^(SignatureDoesNotMatch|InvalidSignatureException)$/) as unknown,
      });
      other.close();
    },
  );

  test('S3 does not answer it either', async () => {
    const s3 = new S3({
      ...{ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
      credentials: { ...localCredentials, secretAccessKey: 'of-another-project' },
    });
    await expect(s3.listBuckets({})).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    s3.destroy();
  });
});

describe('a changed request', () => {
  test('has another body', async () => {
    const { authorization, 'x-amz-date': date, 'x-amz-content-sha256': hash } = await signedHeaders();
    const headers = { authorization, 'x-amz-date': date, 'x-amz-content-sha256': hash };
    const stolen = { method: 'POST', headers, body: 'Action=DeleteApplication&ApplicationName=x' };
    expect(await call(server.endpoint, stolen)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  async function signedHeaders(): Promise<Record<string, string>> {
    const { signer } = await import('../../../src/local-beanstalk/http/signer.ts');
    const { createHash } = await import('node:crypto');
    const { host } = new URL(server.endpoint);
    const sent = await signer(localCredentials, 'elasticbeanstalk', 'us-east-1').sign({
      ...{ method: 'POST', protocol: 'http:', hostname: '', path: '/', query: {}, body: String(form.body) },
      headers: { host, 'x-amz-content-sha256': createHash('sha256').update(String(form.body)).digest('hex') },
    });
    return sent.headers;
  }
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
describe('the time of a request', () => {
  const minute = 60_000;
  const later = (ms: number): void => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  };

  test.each([
    [14 * minute, 200],
    [-14 * minute, 200],
    [16 * minute, 403],
    [-16 * minute, 403],
  ])('%i ms off: %i', async (off, status) => {
    const request = { headers: signedFor('s3'), path: '/' };
    const answer = await signedAt(off, request);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.code).toBe('RequestTimeTooSkewed');
  });

  test.each(['version 4', 'version 2'])('a presigned URL of %s ends', async (version) => {
    const query = version === 'version 2' ? presignedByVersion2('/', -1) : presigned('s3');
    const answer = await signedAt(version === 'version 2' ? 0 : -2 * 60 * minute, { path: `/?${query}` });
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  /** Signs with a clock that is `off`; the server's is right when the request arrives. */
  async function signedAt(off: number, request: RawRequest) {
    later(off);
    const sent = call(server.endpoint, request);
    // The signature has its time at once; the request leaves in a later turn.
    vi.useRealTimers();
    return sent;
  }
});

test('a proxy that changes the host passes on the one that was signed', async () => {
  const original = 'elasticbeanstalk.us-east-1.amazonaws.com';
  const query = 'Action=DescribeApplications&Version=2010-12-01';
  const signed = new URLSearchParams(await queryFor(original));
  const path = `/?${signed.toString()}`;
  expect((await call(server.endpoint, { path, headers: { 'x-forwarded-host': original } })).status).toBe(200);
  expect((await call(server.endpoint, { path })).code).toBe('SignatureDoesNotMatch');

  async function queryFor(host: string): Promise<Record<string, string>> {
    const { signer } = await import('../../../src/local-beanstalk/http/signer.ts');
    const sent = await signer(localCredentials, 'elasticbeanstalk', 'us-east-1').presign({
      ...{ method: 'GET', protocol: 'http:', hostname: '', path: '/', headers: { host } },
      query: Object.fromEntries(new URLSearchParams(query)),
    });
    return sent.query as Record<string, string>;
  }
});

describe('the secret of a project', () => {
  const folder = (): string => mkdtempSync(join(tmpdir(), 'kc-eb-key-'));

  test('is random, stays, and only its owner reads it', () => {
    const [one, other] = [folder(), folder()];
    const first = provideCredentials(one);
    expect(provideCredentials(one)).toEqual(first);
    expect(readCredentials(one)).toEqual(first);
    expect(provideCredentials(other).secretAccessKey).not.toBe(first.secretAccessKey);
    expect(first.secretAccessKey).toMatch(/^[\w-]{40}$/);
    expect(statSync(statePaths(one).accessKey).mode & 0o777).toBe(0o600);
  });

  test.each([
    [
      'a file that others can read',
      (path: string) => {
        writeFileSync(path, 'known');
        chmodSync(path, 0o644);
      },
    ],
    [
      'a link',
      (path: string) => {
        writeFileSync(`${path}.other`, 'known', { mode: 0o600 });
        symlinkSync(`${path}.other`, path);
      },
    ],
    [
      'an empty file',
      (path: string) => {
        writeFileSync(path, '', { mode: 0o600 });
      },
    ],
  ])('%s of a checkout is replaced', (_what, place) => {
    const project = folder();
    const { accessKey, folder: state } = statePaths(project);
    mkdirSync(state, { recursive: true });
    place(accessKey);
    expect(() => readCredentials(project)).toThrow(expect.objectContaining({ kind: 'local' }) as Error);
    const { secretAccessKey } = provideCredentials(project);
    expect(secretAccessKey).not.toBe('known');
    expect(readFileSync(accessKey, 'utf8')).toBe(secretAccessKey);
  });

  test('is not in the variables for other clients: the shell reads its file', () => {
    const project = join(folder(), "it's");
    const lines = clientVariables('http://127.0.0.1:1', project).join('\n');
    expect(lines).not.toContain(provideCredentials(project).secretAccessKey);
    expect(lines).toContain(String.raw`it'\''s/.kc-eb/local/access-key`);
  });
});
