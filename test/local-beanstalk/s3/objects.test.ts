/** S3's operations on objects, by the SDK. https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html */
import { Readable } from 'node:stream';
import type { ChecksumAlgorithm } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { call, presigned, presignedByVersion2, signedFor } from '../http/raw-request.ts';
import { Bucket, failure, s3ForTests } from './s3-client.ts';

const { s3, endpoint } = s3ForTests();
const put = (Key: string, Body = 'content', more: object = {}) =>
  s3().putObject({ Bucket, Key, Body, ...more });
const textOf = async (Key: string, more: object = {}) =>
  (await s3().getObject({ Bucket, Key, ...more })).Body?.transformToString();

describe('what S3 has and Local Beanstalk has not', () => {
  test('an unknown sub-resource does not overwrite the object', async () => {
    await put('held');
    const place = { Bucket, Key: 'held' };
    await expect(s3().putObjectLegalHold({ ...place, LegalHold: { Status: 'ON' } })).rejects.toEqual(
      failure('NotImplemented', 501),
    );
    await expect(s3().putObjectTagging({ ...place, Tagging: { TagSet: [] } })).rejects.toEqual(
      failure('NotImplemented', 501),
    );
    expect(await textOf('held')).toBe('content');
  });

  test('an unknown sub-resource does not create a bucket', async () => {
    await expect(s3().putBucketWebsite({ Bucket: 'new-bucket', WebsiteConfiguration: {} })).rejects.toEqual(
      failure('NotImplemented', 501),
    );
    await expect(s3().headBucket({ Bucket: 'new-bucket' })).rejects.toEqual(failure('NotFound', 404));
  });

  test.each([
    ['NotImplemented', { StorageClass: 'GLACIER' }],
    ['NotImplemented', { Tagging: 'a=b' }],
    ['NotImplemented', { ServerSideEncryption: 'aws:kms' }],
    ['NotImplemented', { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'a'.repeat(32) }],
    ['NotImplemented', { ObjectLockLegalHoldStatus: 'ON' }],
    ['NotImplemented', { WebsiteRedirectLocation: '/a' }],
    ['AccessControlListNotSupported', { ACL: 'public-read' }],
    ['AccessControlListNotSupported', { GrantRead: 'id=a' }],
    ['AccessDenied', { ExpectedBucketOwner: '111111111111' }],
  ])('%s for %o', async (code, more) => {
    await expect(put('refused', 'a', more)).rejects.toMatchObject({ name: code });
    await expect(s3().headObject({ Bucket, Key: 'refused' })).rejects.toEqual(failure('NotFound', 404));
  });
});

describe('checksums', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])(
    '%s is compared and returned, by header and by trailer',
    async (algorithm) => {
      const ChecksumAlgorithm = algorithm as ChecksumAlgorithm;
      // S3 takes smaller chunks at the end alone.
      const first = 'a'.repeat(8192);
      const content = `${first}6789`;
      for (const Body of [content, Readable.from([first, '6789'])]) {
        const ContentLength = content.length;
        const stored = await s3().putObject({
          Bucket,
          Key: algorithm,
          Body,
          ContentLength,
          ChecksumAlgorithm,
        });
        const read = await s3().getObject({ Bucket, Key: algorithm, ChecksumMode: 'ENABLED' });
        const name = `Checksum${algorithm}` as 'ChecksumCRC32';
        expect(read[name]).toBe(stored[name]);
        expect(read[name]).toMatch(/^[\w+/]+=*$/);
        expect(await read.Body?.transformToString()).toBe(content);
      }
    },
  );

  test.each([
    ['PutObject', { method: 'PUT', path: `/${Bucket}/hashed` }],
    ['UploadPart', { method: 'PUT', path: `/${Bucket}/hashed?partNumber=1&uploadId=UPLOAD` }],
    ['CompleteMultipartUpload', { method: 'POST', path: `/${Bucket}/hashed?uploadId=UPLOAD` }],
    ['AbortMultipartUpload', { method: 'DELETE', path: `/${Bucket}/hashed?uploadId=UPLOAD` }],
    [
      'DeleteObjects',
      { method: 'POST', path: `/${Bucket}?delete`, headers: { 'content-md5': 'kAFQmDzST7DWlj99KOF/cg==' } },
    ],
    ['CreateBucket', { method: 'PUT', path: '/hashed' }],
    ['DeleteObject', { method: 'DELETE', path: `/${Bucket}/kept` }],
  ])('%s with another body than its signed hash fails', async (_operation, { path, ...request }) => {
    await put('kept');
    const { UploadId = '' } = await s3().createMultipartUpload({ Bucket, Key: 'hashed' });
    const answer = await call(endpoint(), {
      ...{
        ...request,
        path: path.replace('UPLOAD', UploadId),
        ...(request.method !== 'DELETE' && { body: 'abc' }),
      },
      headers: {
        ...('headers' in request && request.headers),
        ...signedFor('s3'),
        'x-amz-content-sha256': 'a'.repeat(64),
      },
    });
    expect([answer.status, answer.code]).toEqual([400, 'XAmzContentSHA256Mismatch']);
    expect(await textOf('kept')).toBe('content');
  });

  /** The check values for the text 123456789. https://reveng.sourceforge.io/crc-catalogue/ */
  test.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ])('%s has its check value', async (algorithm, hex) => {
    const header = `x-amz-checksum-${algorithm}`;
    const value = Buffer.from(hex, 'hex').toString('base64');
    const send = (sent: string) =>
      call(endpoint(), {
        ...{ method: 'PUT', path: `/${Bucket}/check`, body: '123456789' },
        headers: { ...signedFor('s3'), [header]: sent },
      });
    expect((await send(value)).headers[header]).toBe(value);
    expect((await send(Buffer.alloc(hex.length / 2).toString('base64'))).code).toBe('BadDigest');
    expect((await send('none')).code).toBe('InvalidRequest');
  });

  test('another Content-MD5 or checksum leaves the object unchanged', async () => {
    await put('kept', 'before');
    await expect(put('kept', 'a', { ChecksumCRC32: 'AAAAAA==' })).rejects.toEqual(failure('BadDigest'));
    await expect(put('kept', 'a', { ContentMD5: Buffer.alloc(16).toString('base64') })).rejects.toEqual(
      failure('BadDigest'),
    );
    await expect(put('kept', 'a', { ContentMD5: 'none' })).rejects.toEqual(failure('InvalidDigest'));
    expect(await textOf('kept')).toBe('before');
  });

  test('an object without one gets CRC64NVME', async () => {
    const headers = signedFor('s3');
    const answer = await call(endpoint(), {
      method: 'PUT',
      path: `/${Bucket}/default`,
      headers,
      body: '123456789',
    });
    expect(answer.headers['x-amz-checksum-crc64nvme']).toBe('rosUhgp5mIg=');
  });

  test('a hash in x-amz-content-sha256 is compared', async () => {
    const headers = { ...signedFor('s3'), 'x-amz-content-sha256': '0'.repeat(64) };
    const answer = await call(endpoint(), { method: 'PUT', path: `/${Bucket}/hashed`, headers, body: 'a' });
    expect(answer.code).toBe('XAmzContentSHA256Mismatch');
  });
});

describe('presigned URLs', () => {
  test.each([
    ['version 4', () => presigned('s3')],
    ['version 2', () => presignedByVersion2(`/${Bucket}/presigned`)],
  ])('%s reads, and its headers in the query count', async (_version, signature) => {
    await put('presigned');
    const read = (more: string) => call(endpoint(), { path: `/${Bucket}/presigned?${signature()}${more}` });
    expect((await read('&x-amz-checksum-mode=ENABLED')).headers['x-amz-checksum-crc32']).toMatch(/==$/);
    expect((await read('&legal-hold')).status).toBe(501);
  });
});

describe('conditions', () => {
  test('If-None-Match: * writes only a new object', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toEqual(
      failure('PreconditionFailed', 412),
    );
    expect(await textOf('once')).toBe('first');
  });

  test('If-Match writes only over that object', async () => {
    const { ETag } = await put('matched', 'first');
    await put('matched', 'second', { IfMatch: ETag });
    await expect(put('matched', 'third', { IfMatch: ETag })).rejects.toEqual(
      failure('PreconditionFailed', 412),
    );
    await expect(put('absent', 'a', { IfMatch: ETag })).rejects.toEqual(failure('NoSuchKey', 404));
    expect(await textOf('matched')).toBe('second');
  });

  test('reads answer 304 and 412', async () => {
    const { ETag } = await put('read');
    const [past, future] = [new Date(0), new Date(Date.now() + 86_400_000)];
    const read = (more: object) => s3().getObject({ Bucket, Key: 'read', ...more });
    for (const more of [{ IfNoneMatch: ETag }, { IfModifiedSince: future }]) {
      await expect(read(more)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    }
    for (const more of [{ IfMatch: '"a"' }, { IfUnmodifiedSince: past }]) {
      await expect(read(more)).rejects.toEqual(failure('PreconditionFailed', 412));
    }
    for (const more of [
      { IfMatch: ETag, IfUnmodifiedSince: past },
      { IfNoneMatch: '"a"', IfModifiedSince: future },
    ]) {
      expect((await read(more)).ContentLength).toBe(7);
    }
  });
});

describe('metadata', () => {
  test('system and user metadata are returned, and replaced by response-*', async () => {
    const described = {
      ...{ ContentType: 'text/x', CacheControl: 'no-cache', ContentDisposition: 'inline' },
      ...{ ContentEncoding: 'gzip', ContentLanguage: 'de', Metadata: { a: 'b', constructor: 'c' } },
    };
    await put('described', 'a', described);
    expect(await s3().headObject({ Bucket, Key: 'described' })).toMatchObject(described);
    const read = await s3().getObject({ Bucket, Key: 'described', ResponseContentType: 'text/y' });
    expect(read).toMatchObject({ ...described, ContentType: 'text/y' });
    await expect(put('described', 'a', { Metadata: { a: 'b'.repeat(2048) } })).rejects.toEqual(
      failure('MetadataTooLarge'),
    );
  });
});

describe('CopyObject', () => {
  const copy = (more: object = {}) =>
    s3().copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/source%20%2B`, ...more });

  test('copies bytes and metadata, or replaces the metadata', async () => {
    await put('source +', 'bytes', { Metadata: { a: 'b' }, ChecksumAlgorithm: 'SHA1' });
    const { CopyObjectResult: result } = await copy();
    expect(result?.ChecksumSHA1).toMatch(/=$/);
    expect(await s3().headObject({ Bucket, Key: 'copy' })).toMatchObject({ Metadata: { a: 'b' } });
    await copy({ MetadataDirective: 'REPLACE', Metadata: { c: 'd' }, ContentType: 'text/x' });
    expect(await s3().headObject({ Bucket, Key: 'copy' })).toMatchObject({ Metadata: { c: 'd' } });
    expect(await textOf('copy')).toBe('bytes');
  });

  test('rejects a condition, an absent source and a copy onto itself', async () => {
    const { ETag } = await put('source +', 'bytes');
    await expect(copy({ CopySourceIfMatch: '"a"' })).rejects.toEqual(failure('PreconditionFailed', 412));
    await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toEqual(failure('PreconditionFailed', 412));
    await expect(copy({ CopySource: `${Bucket}/absent` })).rejects.toEqual(failure('NoSuchKey', 404));
    await expect(copy({ Key: 'source +' })).rejects.toEqual(failure('InvalidRequest'));
    await expect(copy({ CopySource: `${Bucket}/a?versionId=1` })).rejects.toEqual(
      failure('NotImplemented', 501),
    );
  });
});
