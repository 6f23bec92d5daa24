/**
 * S3's REST API, as far as clients need it to store and read source bundles.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { BucketStore, ObjectRecord } from './store.ts';
import { MultipartUploads } from './multipart.ts';
import { checkBucketName, checkKey } from './names.ts';
import { readRange } from './range.ts';
import { printable } from '../http/printable.ts';
import {
  type ApiRequest,
  type ApiResponse,
  requireOperation,
  type Service,
  ServiceError,
} from '../http/service.ts';

const xmlNamespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });
const maxKeys = 1_000;

interface Target {
  bucket: string;
  key: string;
}

type Run = (request: ApiRequest, target: Target) => ApiResponse | Promise<ApiResponse>;

export function s3Service(store: BucketStore, region: string): Service {
  const runs = s3Operations(store, new MultipartUploads(store), region);
  return {
    name: 's3',
    operations: Object.keys(runs),
    streams: true,
    operation: (request) => operationOf(request, targetOf(request)),
    async handle(request) {
      const target = targetOf(request);
      if (target.bucket !== '') checkBucketName(target.bucket);
      checkKey(target.key);
      const run = requireOperation('s3', runs, operationOf(request, target));
      return run(request, target);
    },
  };
}

/** Path style, or the bucket as a host below localhost. */
function targetOf({ path, headers }: ApiRequest): Target {
  const host = headers.host?.replace(/:\d+$/, '') ?? '';
  if (host.endsWith('.localhost')) return { bucket: host.slice(0, -'.localhost'.length), key: path.slice(1) };
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket, key };
}

/** Sub-resources in the query, with their operations by method. */
const subResources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  uploads: { POST: 'CreateMultipartUpload' },
  uploadId: { PUT: 'UploadPart', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' },
  location: { GET: 'GetBucketLocation' },
  delete: { POST: 'DeleteObjects' },
};
/** Sub-resources that are not supported. */
const unsupported = ['acl', 'policy', 'tagging', 'versioning', 'lifecycle', 'encryption', 'versions', 'cors'];
const ofService: Readonly<Record<string, string>> = { GET: 'ListBuckets' };
const ofBucket: Readonly<Record<string, string>> = {
  GET: 'ListObjects',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
};
const ofObject: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

function operationOf({ method, query, headers }: ApiRequest, { bucket, key }: Target): string {
  const other = unsupported.find((name) => query.has(name));
  if (other !== undefined) return `${method} ?${other}`;
  const sub = Object.keys(subResources).find((name) => query.has(name));
  if (sub !== undefined) return subResources[sub]?.[method] ?? `${method} ?${sub}`;
  if (headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  return (bucket === '' ? ofService : key === '' ? ofBucket : ofObject)[method] ?? method;
}

function s3Operations(
  store: BucketStore,
  uploads: MultipartUploads,
  region: string,
): Readonly<Record<string, Run>> {
  return {
    ListBuckets: () =>
      xml('ListAllMyBucketsResult', {
        Buckets: {
          Bucket: store.names().map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })),
        },
      }),
    async CreateBucket(_request, { bucket }) {
      await store.ensureBucket(bucket);
      return { status: 200, headers: { location: `/${bucket}` } };
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
    ListObjects: ({ query }, { bucket }) => listObjects(store, bucket, query),
    async PutObject({ stream, headers }, { bucket, key }) {
      store.requireBucket(bucket);
      const type = headers['content-type'] ?? 'binary/octet-stream';
      const { etag } = await store.put(bucket, key, await store.receive(stream), type);
      return { status: 200, headers: { etag: `"${etag}"` } };
    },
    HeadObject(_request, { bucket, key }) {
      const object = store.require(bucket, key);
      return { status: 200, headers: { ...describe(object), 'content-length': String(object.size) } };
    },
    GetObject({ headers }, { bucket, key }) {
      const object = store.require(bucket, key);
      return getObject(store, object, headers.range);
    },
    async DeleteObject(_request, { bucket, key }) {
      await store.delete(bucket, key);
      return { status: 204 };
    },
    async DeleteObjects(request, { bucket }) {
      const keys = readKeys(await request.body());
      for (const key of keys) await store.delete(bucket, key);
      return xml('DeleteResult', { Deleted: keys.map((Key) => ({ Key: printable(Key) })) });
    },
    CreateMultipartUpload({ headers }, { bucket, key }) {
      const id = uploads.create(bucket, key, headers['content-type'] ?? 'binary/octet-stream');
      return xml('InitiateMultipartUploadResult', { Bucket: bucket, Key: printable(key), UploadId: id });
    },
    async UploadPart({ query, stream }) {
      const number = Number(query.get('partNumber'));
      const etag = await uploads.addPart(query.get('uploadId') ?? '', number, stream);
      return { status: 200, headers: { etag: `"${etag}"` } };
    },
    async CompleteMultipartUpload({ query }, { bucket, key }) {
      const { etag } = await uploads.complete(query.get('uploadId') ?? '');
      return xml('CompleteMultipartUploadResult', {
        Bucket: bucket,
        Key: printable(key),
        ETag: `"${etag}"`,
      });
    },
    async AbortMultipartUpload({ query }) {
      await uploads.abort(query.get('uploadId') ?? '');
      return { status: 204 };
    },
  };
}

function describe({ etag, contentType, modifiedAt }: ObjectRecord): Record<string, string> {
  return {
    etag: `"${etag}"`,
    'content-type': contentType,
    'last-modified': new Date(modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

function getObject(store: BucketStore, object: ObjectRecord, range: string | undefined): ApiResponse {
  const headers = describe(object);
  const { size } = object;
  const found = readRange(range, size);
  if (found === undefined) {
    return { status: 200, headers: { ...headers, 'content-length': String(size) }, body: store.read(object) };
  }
  const { start, end } = found;
  const partial = {
    'content-range': `bytes ${start}-${end}/${size}`,
    'content-length': `${end - start + 1}`,
  };
  return { status: 206, headers: { ...headers, ...partial }, body: store.read(object, { start, end }) };
}

/** Versions 1 and 2; their answers differ in the names of the paging tokens. */
function listObjects(store: BucketStore, bucket: string, query: URLSearchParams): ApiResponse {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const after = query.get('continuation-token') ?? query.get('start-after') ?? query.get('marker') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? maxKeys), maxKeys);
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : printable;
  const folderOf = (key: string): string | undefined => {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at === -1 ? undefined : key.slice(0, at + delimiter.length);
  };
  const rest = store.list(bucket, prefix).filter(([key]) => key > after);
  const shown = rest.slice(0, limit);
  const folders = new Set(shown.flatMap(([key]) => folderOf(key) ?? []));
  const isTruncated = rest.length > shown.length;
  const next = isTruncated ? shown.at(-1)?.[0] : undefined;
  return xml('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    MaxKeys: limit,
    ...(query.get('list-type') === '2' && { KeyCount: shown.length }),
    IsTruncated: isTruncated,
    ...(query.has('encoding-type') && { EncodingType: 'url' }),
    ...(next !== undefined && { NextContinuationToken: next, NextMarker: encode(next) }),
    Contents: shown
      .filter(([key]) => folderOf(key) === undefined)
      .map(([key, { size, etag, modifiedAt }]) => ({
        Key: encode(key),
        LastModified: modifiedAt,
        ETag: `"${etag}"`,
        Size: size,
        StorageClass: 'STANDARD',
      })),
    CommonPrefixes: [...folders].map((folder) => ({ Prefix: encode(folder) })),
  });
}

const deleteSchema = z.object({ Delete: z.object({ Object: z.array(z.object({ Key: z.string() })) }) });

function readKeys(body: Buffer): string[] {
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Object' });
  const parsed = deleteSchema.safeParse(parser.parse(body.toString('utf8')));
  if (!parsed.success) {
    throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed.');
  }
  return parsed.data.Delete.Object.map(({ Key }) => Key);
}

function xml(root: string, value: object | string): ApiResponse {
  const content = typeof value === 'string' ? { '#text': value } : value;
  const body = builder.build({ [root]: { '@xmlns': xmlNamespace, ...content } });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
