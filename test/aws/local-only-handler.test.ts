import { expect, test } from 'vitest';
import { makeAws } from '../../src/aws/clients.ts';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';

const aws = makeAws({
  region: 'us-east-1',
  // Nothing listens there: the system would reject a request that got through.
  local: { endpoint: 'http://127.0.0.1:1', credentials },
});

interface Client {
  middlewareStack: {
    add(middleware: unknown, options: { step: 'finalizeRequest'; priority: 'low' }): void;
  };
}

/** Stands for the SDK's rules of endpoints, a redirect or ~/.aws/config. */
function lead(client: unknown, hostname: string): void {
  (client as Client).middlewareStack.add(
    (next: (args: { request: { hostname: string } }) => unknown) =>
      (args: { request: { hostname: string } }) => {
        args.request.hostname = hostname;
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
}

test.each<[host: string, ask: () => Promise<unknown>]>([
  [
    'elasticbeanstalk.us-east-1.amazonaws.com',
    async () => {
      const client = await aws.beanstalk();
      lead(client, 'elasticbeanstalk.us-east-1.amazonaws.com');
      return client.describeEnvironments({});
    },
  ],
  [
    'bucket.s3.us-east-1.amazonaws.com',
    async () => {
      const client = await aws.s3();
      lead(client, 'bucket.s3.us-east-1.amazonaws.com');
      return client.headObject({ Bucket: 'bucket', Key: 'key' });
    },
  ],
  [
    'api.ecr.us-east-1.amazonaws.com',
    async () => {
      const client = await aws.ecr();
      lead(client, 'api.ecr.us-east-1.amazonaws.com');
      return client.getAuthorizationToken({});
    },
  ],
  [
    'logs.us-east-1.amazonaws.com',
    async () => {
      const client = await aws.logs();
      lead(client, 'logs.us-east-1.amazonaws.com');
      return client.describeLogGroups({});
    },
  ],
  [
    'sts.amazonaws.com.cn',
    async () => {
      const client = await aws.sts();
      lead(client, 'sts.amazonaws.com.cn');
      return client.getCallerIdentity({});
    },
  ],
])('a request to %s fails before it leaves', async (host, ask) => {
  await expect(ask()).rejects.toMatchObject({
    kind: 'local',
    message: expect.stringContaining(`127.0.0.1 only (got ${host})`) as unknown,
  });
});
