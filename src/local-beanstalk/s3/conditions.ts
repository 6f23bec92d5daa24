/** Conditional requests. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html */
import { ServiceError } from '../http/service.ts';
import type { ObjectRecord } from './store.ts';

type Headers = Readonly<Record<string, string>>;
type Tagged = Pick<ObjectRecord, 'etag' | 'modifiedAt'>;

/** Throws PreconditionFailed. True: the client has this object, and the answer is 304. */
export function isNotModified(headers: Headers, object: Tagged): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  const [since, unmodifiedSince] = [headers['if-modified-since'], headers['if-unmodified-since']];
  if (match === undefined ? isAfter(object, unmodifiedSince) === true : !hasTag(object, match)) {
    throw failed();
  }
  return noneMatch === undefined ? isAfter(object, since) === false : hasTag(object, noneMatch);
}

/** Throws PreconditionFailed unless the source of a copy is as the headers x-amz-copy-source-if-* require. */
export function checkSource(headers: Headers, object: Tagged): void {
  const prefix = 'x-amz-copy-source-';
  const own = Object.entries(headers).filter(([name]) => name.startsWith(`${prefix}if-`));
  const plain = Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
  if (isNotModified(plain, object)) throw failed();
}

/** Throws unless the present object is as If-Match and If-None-Match require. Call it in the same tick as the change. */
export function checkTarget(headers: Headers, present: Tagged | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch !== undefined) {
    if (noneMatch.trim() !== '*') {
      const message = 'A header you provided implies functionality that is not implemented: If-None-Match';
      throw new ServiceError('NotImplemented', message, 501);
    }
    if (present !== undefined) throw failed();
  }
  if (match === undefined) return;
  if (present === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!hasTag(present, match)) throw failed();
}

function hasTag({ etag }: Tagged, list: string): boolean {
  return list
    .split(',')
    .map((tag) =>
      tag
        .trim()
        .replace(/^W\//, '')
        .replace(/^"(.*)"$/, '$1'),
    )
    .some((tag) => tag === '*' || tag === etag);
}

/** Reads If-Range: a changed object is sent as a whole. */
export function isUnchanged(condition: string, object: Tagged): boolean {
  return condition.includes('"') ? condition === `"${object.etag}"` : isAfter(object, condition) === false;
}

/** undefined for an absent or invalid date, which is ignored. HTTP dates have whole seconds. */
function isAfter({ modifiedAt }: Tagged, date: string | undefined): boolean | undefined {
  const limit = Date.parse(date ?? '');
  return Number.isNaN(limit) ? undefined : Math.floor(Date.parse(modifiedAt) / 1000) * 1000 > limit;
}

function failed(): ServiceError {
  return new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
}
