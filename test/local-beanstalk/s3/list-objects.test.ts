/** Pages of keys, by the SDK. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { Bucket, failure, s3ForTests } from './s3-client.ts';

const { s3 } = s3ForTests();
const keys = [
  'a',
  'p/1/a',
  'p/1/b',
  'p/2/a',
  'p/2/b',
  'p/2/c',
  'p/3',
  'p/4/a',
  'q+ü &',
  '\u{ff21}',
  '\u{1f600}',
];
beforeAll(async () => {
  for (const Key of keys) await s3().putObject({ Bucket, Key, Body: '' });
});

interface Page {
  CommonPrefixes?: { Prefix?: string }[];
  Contents?: { Key?: string }[];
}
const entries = ({ CommonPrefixes = [], Contents = [] }: Page) =>
  [...CommonPrefixes.map(({ Prefix }) => Prefix), ...Contents.map(({ Key }) => Key)].sort();

test('version 2 repeats no common prefix on the next page', async () => {
  for (const size of [1, 2, 3]) {
    const found: unknown[] = [];
    const input = { Bucket, Prefix: 'p/', Delimiter: '/', MaxKeys: size };
    for await (const page of paginateListObjectsV2({ client: s3() }, input)) {
      expect(page.KeyCount).toBe(entries(page).length);
      found.push(...entries(page));
    }
    expect(found).toEqual(['p/1/', 'p/2/', 'p/3', 'p/4/']);
  }
});

test('version 1 repeats no common prefix on the next page', async () => {
  const found: unknown[] = [];
  let Marker: string | undefined;
  do {
    const page = await s3().listObjects({ Bucket, Prefix: 'p/', Delimiter: '/', MaxKeys: 1, Marker });
    found.push(...entries(page));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(found).toEqual(['p/1/', 'p/2/', 'p/3', 'p/4/']);
});

test('keys are in the order of their bytes', async () => {
  const { Contents } = await s3().listObjectsV2({ Bucket });
  expect(Contents?.map(({ Key }) => Key)).toEqual(keys);
});

test('max-keys 0, start-after and encoded keys', async () => {
  const none = await s3().listObjectsV2({ Bucket, MaxKeys: 0 });
  expect([none.KeyCount, none.IsTruncated, none.Contents]).toEqual([0, false, undefined]);
  const after = await s3().listObjectsV2({ Bucket, StartAfter: 'p/2/b', Prefix: 'p/' });
  expect(entries(after)).toEqual(['p/2/c', 'p/3', 'p/4/a']);
  const encoded = await s3().listObjectsV2({ Bucket, EncodingType: 'url', Prefix: 'q' });
  expect(encoded.Contents?.map(({ Key = '' }) => decodeURIComponent(Key))).toEqual(['q+ü &']);
});

test('invalid parameters are rejected', async () => {
  await expect(s3().listObjectsV2({ Bucket, MaxKeys: -1 })).rejects.toEqual(failure('InvalidArgument'));
  await expect(s3().listObjectsV2({ Bucket, ContinuationToken: '-' })).rejects.toEqual(
    failure('InvalidArgument'),
  );
});
