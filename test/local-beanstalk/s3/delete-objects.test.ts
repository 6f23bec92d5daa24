/** DeleteObjects, by the SDK. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
import { expect, test } from 'vitest';
import { call, signedFor } from '../http/raw-request.ts';
import { Bucket, failure, s3ForTests } from './s3-client.ts';

const { s3, endpoint } = s3ForTests();
const keys = [' lead', 'trail ', 'a&b<c>"\'', 'nl\n', 'cr\r', 'ünï+', '%41', '&amp;', '__proto__'];
const remove = (Objects: { Key: string; VersionId?: string }[], Quiet?: boolean) =>
  s3().deleteObjects({ Bucket, Delete: { Objects, Quiet } });
const stored = async () =>
  ((await s3().listObjectsV2({ Bucket, EncodingType: 'url' })).Contents ?? []).map(({ Key = '' }) =>
    decodeURIComponent(Key),
  );

test('deletes exactly the listed keys', async () => {
  for (const key of [...keys, 'lead', 'trail', 'A']) await s3().putObject({ Bucket, Key: key });
  const { Deleted } = await remove(keys.map((Key) => ({ Key })));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(keys);
  expect(await stored()).toEqual(expect.arrayContaining(['lead', 'trail', 'A']));
  expect((await stored()).filter((key) => keys.includes(key))).toEqual([]);
});

test('Quiet returns errors only', async () => {
  await s3().putObject({ Bucket, Key: 'quiet' });
  const { Deleted, Errors } = await remove([{ Key: 'quiet' }, { Key: 'k'.repeat(1_025) }], true);
  expect([Deleted, Errors]).toEqual([undefined, [expect.objectContaining({ Code: 'KeyTooLongError' })]]);
});

test('a version deletes nothing', async () => {
  await s3().putObject({ Bucket, Key: 'versioned' });
  await expect(remove([{ Key: 'versioned' }, { Key: 'a', VersionId: '1' }])).rejects.toEqual(
    failure('NotImplemented', 501),
  );
  expect(await stored()).toContain('versioned');
});

test('a body without its checksum is rejected', async () => {
  const body = '<Delete><Object><Key>versioned</Key></Object></Delete>';
  const answer = await call(endpoint(), {
    method: 'POST',
    path: `/${Bucket}?delete`,
    headers: signedFor('s3'),
    body,
  });
  expect(answer.code).toBe('InvalidRequest');
});
