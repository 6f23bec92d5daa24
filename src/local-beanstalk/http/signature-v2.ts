/**
 * S3's signature version 2, with which botocore presigns.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import { createHmac } from 'node:crypto';
import type { ApiRequest } from './service.ts';

/** Parameters that belong to the resource; others are not signed. */
const resourceParameters =
  /^(acl|cors|delete|lifecycle|location|logging|notification|partNumber|policy|requestPayment|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website|response-.*)$/;

export function signatureOfVersion2(request: ApiRequest, secret: string): string {
  const { method, headers, query } = request;
  const date = query.get('Expires') ?? (headers['x-amz-date'] === undefined ? (headers.date ?? '') : '');
  const amz = Object.keys(headers)
    .filter((name) => name.startsWith('x-amz-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}\n`);
  const lines = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', date];
  const text = `${lines.join('\n')}\n${amz.join('')}${resourceOf(request)}`;
  return createHmac('sha1', secret).update(text).digest('base64');
}

/** Milliseconds since 1970; NaN for a date that cannot be read. `expires`: the end of a presigned URL. */
export function timeOfVersion2({ headers, query }: ApiRequest): { time: number; expires?: number } {
  const expires = query.get('Expires');
  const time = Date.parse(headers['x-amz-date'] ?? headers.date ?? '');
  return expires === null || headers.authorization !== undefined
    ? { time }
    : { time, expires: Number(expires) * 1000 };
}

function resourceOf({ path, headers, query }: ApiRequest): string {
  const bucket = /^(.+)\.localhost(?::\d+)?$/.exec(headers.host ?? '')?.[1];
  const parameters = [...query]
    .filter(([name]) => resourceParameters.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${bucket === undefined ? '' : `/${bucket}`}${encoded}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}
