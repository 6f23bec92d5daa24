import { expect, test } from 'vitest';
import { storageBucket, writeJson } from '../../src/aws/bucket.ts';
import { readOwnSettings } from '../../src/environment/keep-settings-record.ts';
import { ownSettingsKey } from '../../src/environment/settings-record.ts';
import { readVerified } from '../../src/rollback/keep-verified.ts';
import { recordKey } from '../../src/rollback/verified-deployments.ts';
import { FakeAws } from '../fakes/fake-aws.ts';
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

const target = { application: 'id', environment: 'id-prod' };

test.each([
  ['own settings', ownSettingsKey(target), readOwnSettings],
  ['verified deployments', recordKey(target), readVerified],
])(
  'a record of %s in a newer format is kept, and one that is broken may be deleted',
  async (_what, key, read) => {
    const deps = { aws: new FakeAws(new ManualClock(0)) };
    await writeJson(deps, key, '{"format": 2, "newer": true}');
    await expect(read(deps, target)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('format 2') as unknown,
      hint: expect.not.stringMatching(/delete/i) as unknown,
    });
    for (const text of ['{', 'null', '{"format": 1}', '{"format": "2"}']) {
      await writeJson(deps, key, text);
      await expect(read(deps, target)).rejects.toMatchObject({
        kind: 'usage',
        hint: expect.stringMatching(/^Delete it/) as unknown,
      });
    }
  },
);
