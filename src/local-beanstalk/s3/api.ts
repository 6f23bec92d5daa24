/**
 * S3's REST API, as far as clients need it to store and read source bundles. Everything else fails by its name.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
import { bucketOperations } from './bucket-operations.ts';
import { multipartOperations } from './multipart-operations.ts';
import { checkBucketName, checkKey } from './names.ts';
import { objectOperations } from './object-operations.ts';
import { checkHeaders, withQueryHeaders } from './request-headers.ts';
import { checkSignedBody } from './receive.ts';
import { operationOf, type Target } from './routes.ts';
import type { BucketStore } from './store.ts';
import { type ApiRequest, requireOperation, type Service } from '../http/service.ts';

/** Their bodies become bytes on the disk, and are compared then. */
const storing: ReadonlySet<string> = new Set(['PutObject', 'UploadPart']);

export function s3Service(store: BucketStore, region: string): Service {
  const runs = {
    ...bucketOperations(store, region),
    ...objectOperations(store),
    ...multipartOperations(store),
  };
  const named = (request: ApiRequest): { request: ApiRequest; target: Target; operation: string } => {
    const target = targetOf(request);
    const whole = { ...request, headers: withQueryHeaders(request) };
    return { request: whole, target, operation: operationOf(whole, target) };
  };
  return {
    name: 's3',
    operations: Object.keys(runs),
    streams: true,
    operation: (request) => named(request).operation,
    async handle(original) {
      const { request, target, operation } = named(original);
      const run = requireOperation('s3', runs, operation);
      checkHeaders(operation, request.headers);
      if (target.bucket !== '') checkBucketName(target.bucket);
      checkKey(target.key);
      if (!storing.has(operation)) await checkSignedBody(request);
      return run(request, target);
    },
  };
}

/** Path style, or the bucket as a host below localhost. */
function targetOf({ path, headers }: ApiRequest): Target {
  const host = headers.host?.replace(/:\d+$/, '') ?? '';
  if (host.endsWith('.localhost')) return { bucket: host.slice(0, -'.localhost'.length), key: path.slice(1) };
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  return { bucket, key };
}
