import { expect, test } from 'vitest';
import { storageBucket } from '../../src/steps/stored-object.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

test('an answer that names no bucket is a failure of AWS', async () => {
  const beanstalk = { createStorageLocation: () => Promise.resolve({ $metadata: {} }) };
  await expect(storageBucket(readingDeps({ clock: new ManualClock(0), beanstalk }))).rejects.toMatchObject({
    kind: 'aws',
    message: 'Beanstalk named no bucket (CreateStorageLocation).',
  });
});
