import { expect, test } from 'vitest';
import { awsFailure, type GetSubject } from './subject.ts';

export function s3Contract(get: GetSubject): void {
  const bucketName = async (): Promise<string> => {
    const { S3Bucket = '' } = await (await get().aws.beanstalk()).createStorageLocation({});
    return S3Bucket;
  };

  test('CreateStorageLocation makes one bucket, however often it is asked', async () => {
    const first = await bucketName();
    expect(first).toMatch(/^elasticbeanstalk-us-east-1-\d{12}/);
    expect(await bucketName()).toBe(first);
  });

  test('an object that was put is there, with its length', async () => {
    const s3 = await get().aws.s3();
    const place = { Bucket: await bucketName(), Key: 'kc-eb/id app/ünï+1.zip' };
    await s3.putObject({ ...place, Body: Buffer.from('twelve bytes'), ContentType: 'application/zip' });
    expect(await s3.headObject(place)).toMatchObject({ ContentLength: 12 });
  });

  test('an object that was put is read as it is, and the last one put counts', async () => {
    const s3 = await get().aws.s3();
    const place = { Bucket: await bucketName(), Key: 'kc-eb/id/id-prod.verified.json' };
    for (const Body of ['{"format":0}', '{"ü":"$1"}\n']) await s3.putObject({ ...place, Body });
    expect(await (await s3.getObject(place)).Body?.transformToString()).toBe('{"ü":"$1"}\n');
  });

  test('an object that is not there', async () => {
    const s3 = await get().aws.s3();
    await expect(s3.getObject({ Bucket: await bucketName(), Key: 'absent' })).rejects.toEqual(
      awsFailure('NoSuchKey'),
    );
    await expect(s3.headObject({ Bucket: await bucketName(), Key: 'absent' })).rejects.toEqual(
      awsFailure('NotFound'),
    );
  });

  test('a bucket that is not there takes nothing', async () => {
    const s3 = await get().aws.s3();
    await expect(
      s3.putObject({ Bucket: 'no-such-bucket-here', Key: 'a', Body: Buffer.from('a') }),
    ).rejects.toEqual(awsFailure('NoSuchBucket'));
  });
}
