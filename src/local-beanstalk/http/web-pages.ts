/**
 * Keeps web pages out. Some calls take no signature, so any page in a browser on this machine could otherwise send
 * them. Clients of AWS send none of these headers.
 * https://fetch.spec.whatwg.org/#origin-header https://www.w3.org/TR/fetch-metadata/
 */
import { BlockList, isIP } from 'node:net';
import { type ApiRequest, ServiceError } from './service.ts';

/** The address of the metadata service, as instances call it. */
const metadataAddress = '169.254.169.254';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Throws AccessDenied. `addresses`: those that the server listens on. */
export function refuseWebPages(
  { method, headers }: Pick<ApiRequest, 'method' | 'headers'>,
  addresses: readonly string[],
): void {
  if (!isOwnHost(headers.host ?? '', addresses)) {
    throw refusal(`the host "${headers.host ?? ''}" is not this server: use 127.0.0.1 or localhost.`);
  }
  if (headers.origin !== undefined) throw refusal(`the web page ${headers.origin} called it.`);
  const site = headers['sec-fetch-site'] ?? (isBrowser(headers) ? 'unknown' : undefined);
  if (site === undefined) return;
  // An address that a person typed or pasted, such as a presigned URL.
  if (site === 'none' && (method === 'GET' || method === 'HEAD')) return;
  throw refusal(`a browser called it, and the origin of the request is ${site}.`);
}

/** Throws AccessDenied for a browser, whose address bar reads objects only: a link in a mail leads there too. */
export function refuseBrowsers(service: string, { headers }: Pick<ApiRequest, 'headers'>): void {
  if (service !== 's3' && isBrowser(headers)) throw refusal(`browsers do not call ${service}.`);
}

function isBrowser(headers: ApiRequest['headers']): boolean {
  // Every browser's name begins so, and a page cannot change it without Origin.
  return headers['sec-fetch-site'] !== undefined || headers['user-agent']?.startsWith('Mozilla/') === true;
}

/** A foreign name may lead here too: the attack "DNS rebinding". */
function isOwnHost(host: string, addresses: readonly string[]): boolean {
  const name = host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (name === metadataAddress || addresses.includes(name)) return true;
  const version = isIP(name);
  return version !== 0 && loopback.check(name, version === 6 ? 'ipv6' : 'ipv4');
}

function refusal(why: string): ServiceError {
  return new ServiceError('AccessDenied', `Local Beanstalk rejects the request: ${why}`, 403);
}
