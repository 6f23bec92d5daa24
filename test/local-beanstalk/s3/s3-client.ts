import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect } from 'vitest';
import { localCredentials as credentials } from '../credentials.ts';
import { startServer } from '../http/local-server.ts';

export const Bucket = 'the-bucket';

/** A client of a server with one empty bucket. Call it at the top of a test file. */
export function s3ForTests(): { s3: () => S3; endpoint: () => string } {
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  let client: S3 | undefined;
  beforeAll(async () => {
    server = await startServer();
    const { endpoint } = server;
    client = new S3({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
    await client.createBucket({ Bucket });
  });
  afterAll(async () => {
    client?.destroy();
    await server?.close();
  });
  return {
    s3() {
      if (client === undefined) throw new Error('no client before the tests');
      return client;
    },
    endpoint: () => server?.endpoint ?? '',
  };
}

/** Matches an error by its code, or its name where the answer has no body, and its status. */
export function failure(name: string, status = 400): unknown {
  return expect.objectContaining({
    name,
    $metadata: expect.objectContaining({ httpStatusCode: status }) as unknown,
  });
}
