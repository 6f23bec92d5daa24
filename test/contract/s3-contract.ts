import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

export function s3Contract(get: GetSubject, test: Declare): void {
  const bucketName = (): Promise<string> => get().bucket();

  test('a stored object has its length', async () => {
    const s3 = await get().aws.s3();
    const place = { Bucket: await bucketName(), Key: 'kc-eb/id app/ünï+1.zip' };
    await s3.putObject({ ...place, Body: Buffer.from('twelve bytes'), ContentType: 'application/zip' });
    expect(await s3.headObject(place)).toMatchObject({ ContentLength: 12 });
  });

  test('an object is read unchanged, and the last one stored counts', async () => {
    const s3 = await get().aws.s3();
    const place = { Bucket: await bucketName(), Key: 'kc-eb/id/id-prod.verified.json' };
    for (const Body of ['{"format":0}', '{"ü":"$1"}\n']) await s3.putObject({ ...place, Body });
    expect(await (await s3.getObject(place)).Body?.transformToString()).toBe('{"ü":"$1"}\n');
  });

  test('an unknown object is not found', async () => {
    const s3 = await get().aws.s3();
    await expect(s3.getObject({ Bucket: await bucketName(), Key: 'absent' })).rejects.toEqual(
      awsFailure('NoSuchKey'),
    );
    await expect(s3.headObject({ Bucket: await bucketName(), Key: 'absent' })).rejects.toEqual(
      awsFailure('NotFound'),
    );
  });

  test('an unknown bucket rejects objects', async () => {
    const s3 = await get().aws.s3();
    await expect(
      s3.putObject({ Bucket: 'no-such-bucket-here', Key: 'a', Body: Buffer.from('a') }),
    ).rejects.toEqual(awsFailure('NoSuchBucket'));
  });
}
