/** Multipart uploads, by the SDK. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
import type { CompletedPart } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { Bucket, failure, s3ForTests } from './s3-client.ts';

const { s3 } = s3ForTests();
const large = Buffer.alloc(5 * 1024 * 1024, 'l');

/** An upload with two parts: a large one and "tail". */
async function begin(Key: string, more: object = {}) {
  const { UploadId } = await s3().createMultipartUpload({ Bucket, Key, ...more });
  const place = { Bucket, Key, UploadId };
  const add = async (PartNumber: number, Body: Uint8Array | string): Promise<CompletedPart> => {
    const { ETag, ChecksumCRC32 } = await s3().uploadPart({ ...place, PartNumber, Body });
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const parts = [await add(1, large), await add(2, 'tail')] as const;
  const complete = (Parts: CompletedPart[], others: object = {}) =>
    s3().completeMultipartUpload({ ...place, MultipartUpload: { Parts }, ...others });
  return { place, add, parts, complete };
}
const sizeOf = async (Key: string) => (await s3().headObject({ Bucket, Key })).ContentLength;

test('the object has the listed parts', async () => {
  const { parts, complete, add } = await begin('listed', { ChecksumAlgorithm: 'CRC32' });
  const third = await add(3, 'not listed');
  expect(third.ChecksumCRC32).toMatch(/=$/);
  const { ETag, ChecksumCRC32, ChecksumType } = await complete([...parts]);
  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  expect([ChecksumType, ChecksumCRC32]).toEqual(['COMPOSITE', expect.stringMatching(/-2$/)]);
  expect(await sizeOf('listed')).toBe(large.length + 4);
});

test('a full checksum is that of all bytes', async () => {
  const { parts, complete } = await begin('full');
  const { ChecksumCRC64NVME, ChecksumType } = await complete(
    parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })),
    { MpuObjectSize: large.length + 4 },
  );
  const whole = Buffer.concat([large, Buffer.from('tail')]);
  const { ChecksumCRC64NVME: expected } = await s3().putObject({
    ...{ Bucket, Key: 'whole', Body: whole, ChecksumAlgorithm: 'CRC64NVME' },
  });
  expect([ChecksumType, ChecksumCRC64NVME]).toEqual(['FULL_OBJECT', expected]);
});

test('a wrong list leaves the upload unchanged', async () => {
  const { parts, complete, add } = await begin('wrong', { ChecksumAlgorithm: 'CRC32' });
  const [first, second] = parts;
  await expect(complete([second, first])).rejects.toEqual(failure('InvalidPartOrder'));
  await expect(complete([first, first])).rejects.toEqual(failure('InvalidPartOrder'));
  await expect(complete([first, { ...second, PartNumber: 9 }])).rejects.toEqual(failure('InvalidPart'));
  await expect(complete([first, { ...second, ETag: first.ETag }])).rejects.toEqual(failure('InvalidPart'));
  await expect(complete([first, { ...second, ChecksumCRC32: 'AAAAAA==' }])).rejects.toEqual(
    failure('InvalidPart'),
  );
  await expect(complete([{ PartNumber: 1, ETag: first.ETag }])).rejects.toEqual(failure('InvalidRequest'));
  await expect(complete([second, await add(3, 'a')])).rejects.toEqual(failure('EntityTooSmall'));
  await expect(complete([])).rejects.toEqual(failure('MalformedXML'));
  await expect(complete([first], { MpuObjectSize: 1 })).rejects.toEqual(failure('InvalidRequest'));
  await expect(sizeOf('wrong')).rejects.toEqual(failure('NotFound', 404));
  await complete([...parts]);
  await expect(complete([...parts])).rejects.toEqual(failure('NoSuchUpload', 404));
});

test('If-None-Match: * completes only a new object', async () => {
  const { parts, complete } = await begin('once');
  await s3().putObject({ Bucket, Key: 'once', Body: 'before' });
  await expect(complete([...parts], { IfNoneMatch: '*' })).rejects.toEqual(
    failure('PreconditionFailed', 412),
  );
  expect(await sizeOf('once')).toBe(6);
});

test('UploadPartCopy stores the bytes of its range', async () => {
  await s3().putObject({ Bucket, Key: 'source', Body: '0123456789' });
  const { place, parts, complete } = await begin('copied');
  const copy = (more: object) =>
    s3().uploadPartCopy({ ...place, PartNumber: 2, CopySource: `${Bucket}/source`, ...more });
  await expect(copy({ CopySourceRange: 'bytes=2-99' })).rejects.toEqual(failure('InvalidRequest'));
  await expect(copy({ CopySourceRange: 'bytes=2-1' })).rejects.toEqual(failure('InvalidArgument'));
  await expect(copy({ CopySourceIfMatch: '"a"' })).rejects.toEqual(failure('PreconditionFailed', 412));
  const { CopyPartResult } = await copy({ CopySourceRange: 'bytes=2-4' });
  await complete([parts[0], { PartNumber: 2, ETag: CopyPartResult?.ETag }]);
  const tail = await s3().getObject({ Bucket, Key: 'copied', Range: 'bytes=-3' });
  expect(await tail.Body?.transformToString()).toBe('234');
});

test('the number of a part is from 1 to 10000, and its upload exists', async () => {
  const { place } = await begin('numbers');
  for (const PartNumber of [0, 10_001]) {
    await expect(s3().uploadPart({ ...place, PartNumber, Body: 'a' })).rejects.toEqual(
      failure('InvalidArgument'),
    );
  }
  await expect(s3().uploadPart({ ...place, Key: 'other', PartNumber: 1, Body: 'a' })).rejects.toEqual(
    failure('NoSuchUpload', 404),
  );
  await s3().abortMultipartUpload(place);
  await expect(s3().uploadPart({ ...place, PartNumber: 1, Body: 'a' })).rejects.toEqual(
    failure('NoSuchUpload', 404),
  );
});
