/** One page of a bucket's keys. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { localAccount } from '../base/constants.ts';
import { printable } from '../http/printable.ts';
import { ServiceError } from '../http/service.ts';
import { compareKeys } from './names.ts';
import type { ObjectRecord } from './store.ts';

const maxKeys = 1_000;
const owner = { ID: localAccount.padStart(64, '0'), DisplayName: 'local-beanstalk' };

type Entry = { key: string; object: ObjectRecord } | { prefix: string };

interface Page {
  entries: Entry[];
  /** The last key or common prefix of a page that others follow. */
  next: string | undefined;
}

/** `objects` have the prefix and are sorted by key. A common prefix counts as one entry, and is on one page only. */
function pageOf(
  objects: Iterable<[key: string, object: ObjectRecord]>,
  { prefix, delimiter, after, limit }: { prefix: string; delimiter: string; after: string; limit: number },
): Page {
  const entries: Entry[] = [];
  let last = '';
  for (const [key, object] of objects) {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = at === -1 ? undefined : key.slice(0, at + delimiter.length);
    // Keys below a prefix that an earlier page or an earlier entry shows.
    if (common !== undefined && (common === after || common === last)) continue;
    if (compareKeys(key, after) <= 0) continue;
    if (entries.length === limit) return { entries, next: limit === 0 ? undefined : last };
    last = common ?? key;
    entries.push(common === undefined ? { key, object } : { prefix: common });
  }
  return { entries, next: undefined };
}

/** The content of ListBucketResult, for version 1 or 2 by `list-type`. */
export function listResult(
  bucket: string,
  query: URLSearchParams,
  objectsWith: (prefix: string) => Iterable<[key: string, object: ObjectRecord]>,
): object {
  const isSecond = query.has('list-type');
  if (isSecond && query.get('list-type') !== '2') throw invalid('Invalid list type.');
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const encode = encoderOf(query);
  const limit = limitOf(query);
  const token = query.get('continuation-token');
  const start = isSecond ? (query.get('start-after') ?? '') : (query.get('marker') ?? '');
  const after = token === null ? start : fromToken(token);
  const { entries, next } = pageOf(objectsWith(prefix), { prefix, delimiter, after, limit });
  const withOwner = !isSecond || query.get('fetch-owner') === 'true';
  const [contents, prefixes] = [
    entries.filter((entry) => 'key' in entry),
    entries.filter((entry) => 'prefix' in entry),
  ];
  return {
    Name: bucket,
    Prefix: encode(prefix),
    ...(isSecond
      ? {
          ...(query.has('start-after') && { StartAfter: encode(start) }),
          ...(token !== null && { ContinuationToken: token }),
          ...(next !== undefined && { NextContinuationToken: toToken(next) }),
          KeyCount: entries.length,
        }
      : {
          Marker: encode(start),
          ...(next !== undefined && delimiter !== '' && { NextMarker: encode(next) }),
        }),
    MaxKeys: limit,
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    IsTruncated: next !== undefined,
    ...(query.has('encoding-type') && { EncodingType: 'url' }),
    Contents: contents.map(({ key, object: { size, etag, modifiedAt, checksum } }) => ({
      Key: encode(key),
      LastModified: modifiedAt,
      ETag: `"${etag}"`,
      ...(checksum !== undefined && {
        ChecksumAlgorithm: checksum.algorithm,
        ChecksumType: checksum.type,
      }),
      Size: size,
      StorageClass: 'STANDARD',
      ...(withOwner && { Owner: owner }),
    })),
    CommonPrefixes: prefixes.map(({ prefix: common }) => ({ Prefix: encode(common) })),
  };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('max-keys') ?? String(maxKeys);
  if (!/^\d{1,10}$/.test(text)) throw invalid('Provided max-keys not an integer or within integer range');
  return Math.min(Number(text), maxKeys);
}

function encoderOf(query: URLSearchParams): (text: string) => string {
  const type = query.get('encoding-type');
  if (type === null) return printable;
  if (type !== 'url') throw invalid('Invalid Encoding Method specified in Request');
  return (text) => text.split('/').map(encodeURIComponent).join('/');
}

function toToken(last: string): string {
  return Buffer.from(last).toString('base64');
}

function fromToken(token: string): string {
  const bytes = Buffer.from(token, 'base64');
  if (token !== '' && bytes.toString('base64') === token) return bytes.toString('utf8');
  throw invalid('The continuation token provided is incorrect');
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgument', message);
}
