/** The headers that are stored with an object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
import { type ApiRequest, ServiceError } from '../http/service.ts';

/** Lower-case names with their values; content-type is always one of them. */
export type Metadata = Readonly<Record<string, string>>;

const systemHeaders = ['cache-control', 'content-disposition', 'content-language', 'expires'];
const userPrefix = 'x-amz-meta-';
const maxUserBytes = 2 * 1024;

/** Throws MetadataTooLarge. */
export function readMetadata(headers: ApiRequest['headers']): Metadata {
  const user = Object.entries(headers).filter(([name]) => name.startsWith(userPrefix));
  const bytes = user.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name.slice(userPrefix.length)) + Buffer.byteLength(value),
    0,
  );
  if (bytes > maxUserBytes) {
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  }
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim())
    // The format of the transfer, not of the object.
    .filter((name) => name !== '' && name !== 'aws-chunked')
    .join(',');
  const system = systemHeaders.flatMap((name): [string, string][] => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries([
    ['content-type', headers['content-type'] ?? 'binary/octet-stream'],
    ...(encoding === '' ? [] : [['content-encoding', encoding] as const]),
    ...system,
    ...user,
  ]);
}

/** The parameters response-* of a read replace headers of the answer. Throws InvalidArgument. */
export function overridesOf(query: URLSearchParams): Metadata {
  const overrides = [...query].filter(([name]) => name.startsWith('response-'));
  for (const [, value] of overrides) requireHeaderText(value);
  return Object.fromEntries(overrides.map(([name, value]) => [name.slice('response-'.length), value]));
}

/** Throws InvalidArgument for a value of the query that no header can have. */
export function requireHeaderText(value: string): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new ServiceError('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.');
}
