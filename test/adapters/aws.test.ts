import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { makeAws } from '../../src/adapters/aws.ts';
import { explainAwsError } from '../../src/adapters/aws-errors.ts';
import { UserError } from '../../src/core/errors.ts';
import { isTransient } from '../../src/core/transient.ts';
import { localCredentials as credentials } from '../../src/local/credentials.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

test('a service that is silent does not hang a run: it is asked again, and then given up', async () => {
  let asked = 0;
  server = createServer(() => {
    asked += 1;
  });
  const { port } = await new Promise<AddressInfo>((resolve) => {
    server?.listen(0, '127.0.0.1', () => {
      resolve(server?.address() as AddressInfo);
    });
  });
  const local = { endpoint: `http://127.0.0.1:${port}`, credentials };
  const beanstalk = await makeAws({ region: 'us-east-1', idleMs: 100, local }).beanstalk();
  const error: unknown = await beanstalk.describeApplications({}).catch((reason: unknown) => reason);
  expect(asked).toBe(3);
  expect(isTransient(error)).toBe(true);
  const explained = explainAwsError(error);
  expect(explained).toBeInstanceOf(UserError);
  expect(explained).toMatchObject({
    kind: 'aws',
    message: expect.stringMatching(/^AWS cannot be reached: .*timed out after 100 ms/) as unknown,
  });
});
