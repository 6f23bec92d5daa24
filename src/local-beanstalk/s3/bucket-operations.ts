/** Operations on buckets. */
import { z } from 'zod';
import { ServiceError } from '../http/service.ts';
import { listResult } from './list-objects.ts';
import type { Run } from './object-operations.ts';
import type { BucketStore } from './store.ts';
import { parseXml, xml } from './xml.ts';

const maxBuckets = 10_000;

export function bucketOperations(store: BucketStore, region: string): Readonly<Record<string, Run>> {
  const list: Run = ({ query }, { bucket }) =>
    xml(
      'ListBucketResult',
      listResult(bucket, query, (prefix) => store.list(bucket, prefix)),
    );
  return {
    ListBuckets: ({ query }) => xml('ListAllMyBucketsResult', listBuckets(store, region, query)),

    async CreateBucket(request, { bucket }) {
      checkConfiguration(await request.body(), region);
      await store.ensureBucket(bucket);
      return { status: 200, headers: { location: `/${bucket}` } };
    },

    DeleteBucket(_request, { bucket }) {
      store.deleteBucket(bucket);
      return { status: 204 };
    },

    HeadBucket(_request, { bucket }) {
      store.requireBucket(bucket);
      return { status: 200, headers: { 'x-amz-bucket-region': region } };
    },

    GetBucketLocation(_request, { bucket }) {
      store.requireBucket(bucket);
      // Empty for us-east-1: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
      return xml('LocationConstraint', region === 'us-east-1' ? '' : region);
    },

    ListObjects: list,
    ListObjectsV2: list,
  };
}

const configuration = z.object({
  CreateBucketConfiguration: z.looseObject({ LocationConstraint: z.string().optional() }),
});

/** Throws for another region, and for anything else that the bucket would need. */
function checkConfiguration(body: Buffer, region: string): void {
  if (body.length === 0) return;
  const { LocationConstraint: place, ...others } = parseXml(
    body,
    configuration,
    [],
  ).CreateBucketConfiguration;
  if (place !== undefined && (place !== region || region === 'us-east-1')) {
    throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  }
  const [other] = Object.keys(others).filter((name) => name !== '#text');
  if (other === undefined) return;
  throw new ServiceError('NotImplemented', `Local Beanstalk does not support ${other} of CreateBucket.`, 501);
}

/** The token is the name of the last bucket before the page. */
function listBuckets(store: BucketStore, region: string, query: URLSearchParams): object {
  const [prefix, after] = [query.get('prefix') ?? '', query.get('continuation-token') ?? ''];
  const limit = Number(query.get('max-buckets') ?? maxBuckets);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxBuckets) {
    throw new ServiceError('InvalidArgument', 'Argument max-buckets must be an integer between 1 and 10000');
  }
  const here = (query.get('bucket-region') ?? region) === region;
  const found = store.buckets().filter(({ name }) => here && name.startsWith(prefix) && name > after);
  const shown = found.slice(0, limit);
  return {
    Buckets: {
      Bucket: shown.map(({ name, createdAt }) => ({
        ...{ Name: name, CreationDate: createdAt, BucketRegion: region },
      })),
    },
    ...(query.has('prefix') && { Prefix: prefix }),
    ...(found.length > shown.length && { ContinuationToken: shown.at(-1)?.name }),
  };
}
