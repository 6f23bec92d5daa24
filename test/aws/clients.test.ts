import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { makeAws } from '../../src/aws/clients.ts';
import { explainAwsError } from '../../src/aws/explain-error.ts';
import { UserError } from '../../src/base/user-error.ts';
import { isTransient } from '../../src/base/transient.ts';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';

let server: Server | undefined;

afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
});

async function silentServer(): Promise<{ endpoint: string; asked: () => number }> {
  let asked = 0;
  server = createServer(() => {
    asked += 1;
  });
  const { port } = await new Promise<AddressInfo>((resolve) => {
    server?.listen(0, '127.0.0.1', () => {
      resolve(server?.address() as AddressInfo);
    });
  });
  return { endpoint: `http://127.0.0.1:${port}`, asked: () => asked };
}

const beanstalkAt = (endpoint: string, signal: AbortSignal) =>
  makeAws({ region: 'us-east-1', signal, local: { endpoint, credentials } }).beanstalk();

test('a service that is silent does not hang a run: it is asked again, and then given up', async () => {
  const { endpoint, asked } = await silentServer();
  const local = { endpoint, credentials };
  const beanstalk = await makeAws({ region: 'us-east-1', idleMs: 100, local }).beanstalk();
  const error: unknown = await beanstalk.describeApplications({}).catch((reason: unknown) => reason);
  expect(asked()).toBe(3);
  expect(isTransient(error)).toBe(true);
  const explained = explainAwsError(error);
  expect(explained).toBeInstanceOf(UserError);
  expect(explained).toMatchObject({
    kind: 'aws',
    message: expect.stringMatching(/^AWS cannot be reached: .*timed out after 100 ms/) as unknown,
  });
});

test('Ctrl-C ends a call without a response, and later calls fail', async () => {
  const { endpoint, asked } = await silentServer();
  const controller = new AbortController();
  const beanstalk = await beanstalkAt(endpoint, controller.signal);
  const call = beanstalk.describeApplications({}).catch((reason: unknown) => reason);
  while (asked() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const reason = new UserError('interrupted', 'Interrupted.');
  controller.abort(reason);
  expect(await call).toBe(reason);
  expect(await beanstalk.describeApplications({}).catch((error: unknown) => error)).toBe(reason);
  expect(asked()).toBe(1);
});

test('many parallel calls give no warning about a leak', async () => {
  const { endpoint } = await silentServer();
  const warned: string[] = [];
  const onWarning = ({ name }: Error): void => void warned.push(name);
  process.on('warning', onWarning);
  const controller = new AbortController();
  const beanstalk = await beanstalkAt(endpoint, controller.signal);
  const calls = Array.from({ length: 20 }, () => beanstalk.describeApplications({}).catch(() => undefined));
  controller.abort(new UserError('interrupted', 'Interrupted.'));
  await Promise.all(calls);
  process.off('warning', onWarning);
  expect(warned).not.toContain('MaxListenersExceededWarning');
});

test.each([
  ['127.0.0.1:27311', '127.0.0.1:27311'],
  ['no url', 'no url'],
  ['http://user:canary@[', '[redacted]'],
])('an endpoint that is not a URL is named: %s', async (url, shown) => {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const sts = await makeAws({ region: 'us-east-1' }).sts();
  const error: unknown = await sts.getCallerIdentity({}).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'aws', message: expect.stringContaining(`"${shown}"`) as unknown });
});
