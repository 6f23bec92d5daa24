import { expect, test } from 'vitest';
import { storageBucket } from '../../src/aws/bucket.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

function bucketOf(answer: { S3Bucket?: string }): Promise<string> {
  const beanstalk = { createStorageLocation: () => Promise.resolve({ $metadata: {}, ...answer }) };
  return storageBucket(readingDeps({ clock: new ManualClock(0), beanstalk }));
}

test('the bucket that Beanstalk names', async () => {
  const S3Bucket = 'elasticbeanstalk-us-east-1-123456789012';
  expect(await bucketOf({ S3Bucket })).toBe(S3Bucket);
});

test.each([{}, { S3Bucket: '' }, { S3Bucket: '[{"":"/"}]' }, { S3Bucket: 'a/b' }])(
  'an answer that names none, %j, is a failure of AWS',
  async (answer) => {
    await expect(bucketOf(answer)).rejects.toMatchObject({
      kind: 'aws',
      message: expect.stringContaining('CreateStorageLocation') as unknown,
    });
  },
);
