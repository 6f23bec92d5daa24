/** Calls that change a record and a file: a full disk leaves neither a file without its record nor the reverse. */
import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { LogGroups } from '../../../src/local-beanstalk/logs/log-groups.ts';
import { BucketStore } from '../../../src/local-beanstalk/s3/store.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';
import { FullDisk } from '../full-disk.ts';

const now = (): Date => new Date();

function folderOnDisk(): { folder: string; disk: FullDisk } {
  const folder = temporaryFolder();
  const disk = new FullDisk(folder);
  onTestFinished(() => {
    disk.end();
  });
  return { folder, disk };
}

test('an object that could not be recorded leaves no bytes', async () => {
  const { folder, disk } = folderOnDisk();
  const store = new BucketStore(folder, now);
  await store.ensureBucket('bucket');
  await store.write('bucket', 'key', 'first');
  const before = readdirSync(folder);
  disk.fill();
  await expect(store.write('bucket', 'key', 'second')).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(readdirSync(folder)).toEqual(before);
  disk.empty();
  expect(store.find('bucket', 'key')?.size).toBe(5);
});

test('a log group that could not be deleted keeps its events', async () => {
  const { folder, disk } = folderOnDisk();
  const groups = new LogGroups(folder, now);
  await groups.put('group', 'stream', [{ timestamp: 1, message: 'kept' }]);
  disk.fill();
  expect(() => {
    groups.remove('group');
  }).toThrow('ENOSPC');
  expect(groups.events('group').timesOf('stream')?.firstEvent).toBe(1);
});
