/** Headers of GetObject and HeadObject. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
import { expect, test } from 'vitest';
import { call, signedFor } from '../http/raw-request.ts';
import { Bucket, s3ForTests } from './s3-client.ts';

const { s3, endpoint } = s3ForTests();
const read = (query: string, headers: Record<string, string> = {}) =>
  call(endpoint(), { path: `/${Bucket}/read${query}`, headers: { ...signedFor('s3'), ...headers } });

test.each([
  ['the date of the object', (modified: number) => new Date(modified).toUTCString(), 206],
  ['an earlier date', (modified: number) => new Date(modified - 1_000).toUTCString(), 200],
  ['no date', () => 'yesterday', 200],
  ['another ETag', () => '"a"', 200],
])('If-Range with %s', async (_condition, valueOf, status) => {
  await s3().putObject({ Bucket, Key: 'read', Body: '0123456789' });
  const { LastModified } = await s3().headObject({ Bucket, Key: 'read' });
  const answer = await read('', { range: 'bytes=0-1', 'if-range': valueOf(LastModified?.getTime() ?? 0) });
  expect(answer.status).toBe(status);
});

test.each(['☃', 'a\nb'])('a header that HTTP cannot express is rejected: %j', async (text) => {
  await s3().putObject({ Bucket, Key: 'read', Body: 'content' });
  const value = encodeURIComponent(text);
  expect(await read(`?response-content-disposition=${value}`)).toMatchObject({
    ...{ status: 400, code: 'InvalidArgument' },
  });
  const put = await call(endpoint(), {
    ...{ method: 'PUT', path: `/${Bucket}/read?x-amz-meta-a=${value}`, body: 'other' },
    headers: signedFor('s3'),
  });
  expect(put).toMatchObject({ status: 400, code: 'InvalidArgument' });
  expect((await read('')).status).toBe(200);
});
