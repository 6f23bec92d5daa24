/**
 * The instance metadata service, version 2 only, as on Amazon Linux 2023: it knows an instance by its address.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 */
import { randomBytes } from 'node:crypto';
import type { ApiRequest, ApiResponse } from '../http/service.ts';
import { localCredentials } from '../base/credentials.ts';
import type { Instance } from '../base/ports.ts';

const role = 'aws-elasticbeanstalk-ec2-role';
const credentialLifetimeMs = 6 * 60 * 60 * 1000;

export interface MetadataOptions {
  /** undefined for an address that is no instance's. */
  instanceByAddress: (address: string) => Instance | undefined;
  region: string;
  account: string;
  now: () => Date;
}

/** Answers every path below /latest/. */
export function metadataService(options: MetadataOptions): (request: ApiRequest) => ApiResponse {
  const tokens = new Set<string>();
  return (request) => {
    const instance = options.instanceByAddress(request.remoteAddress.replace(/^::ffff:/, ''));
    if (instance === undefined) return plain(403, 'Only instances of Local Beanstalk have metadata.');
    if (request.path === '/latest/api/token') {
      if (request.method !== 'PUT') return plain(405, 'Method Not Allowed');
      const seconds = request.headers['x-aws-ec2-metadata-token-ttl-seconds'];
      if (seconds === undefined) return plain(400, 'Bad Request');
      const token = randomBytes(30).toString('base64url');
      tokens.add(token);
      return plain(200, token, { 'x-aws-ec2-metadata-token-ttl-seconds': seconds });
    }
    if (!tokens.has(request.headers['x-aws-ec2-metadata-token'] ?? '')) return plain(401, 'Unauthorized');
    const value = metadata(instance, options).get(request.path.replace(/\/$/, ''));
    return value === undefined ? plain(404, 'Not Found') : plain(200, value);
  };
}

/** By path without a last slash. Folders list what is in them. */
function metadata(
  instance: Instance,
  { region, account, now }: MetadataOptions,
): ReadonlyMap<string, string> {
  const zone = `${region}a`;
  const hostname = `ip-${instance.privateIp.replaceAll('.', '-')}`;
  const root = '/latest/meta-data';
  const identity = { accountId: account, region, availabilityZone: zone, instanceId: instance.id };
  const credentials = {
    Code: 'Success',
    LastUpdated: now().toISOString(),
    Type: 'AWS-HMAC',
    AccessKeyId: localCredentials.accessKeyId,
    SecretAccessKey: localCredentials.secretAccessKey,
    Token: 'local-beanstalk',
    Expiration: new Date(now().getTime() + credentialLifetimeMs).toISOString(),
  };
  return new Map([
    [`${root}/instance-id`, instance.id],
    [`${root}/local-ipv4`, instance.privateIp],
    [`${root}/local-hostname`, hostname],
    [`${root}/hostname`, hostname],
    [`${root}/placement/region`, region],
    [`${root}/placement/availability-zone`, zone],
    [`${root}/iam/security-credentials`, role],
    [`${root}/iam/security-credentials/${role}`, JSON.stringify(credentials)],
    [
      '/latest/dynamic/instance-identity/document',
      JSON.stringify({ ...identity, privateIp: instance.privateIp }),
    ],
  ]);
}

function plain(status: number, body: string, headers: Record<string, string> = {}): ApiResponse {
  return { status, body, headers: { 'content-type': 'text/plain', ...headers } };
}
