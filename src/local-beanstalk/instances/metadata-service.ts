/**
 * The instance metadata service, version 2 only, as on Amazon Linux 2023. It recognizes an instance by its address.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 */
import { randomBytes } from 'node:crypto';
import type { ApiResponse, Service } from '../http/service.ts';
import { defaultProfile } from '../base/constants.ts';
import type { LocalCredentials } from '../base/credentials.ts';
import { lookUp } from '../base/dictionary.ts';
import type { Instance } from '../base/ports.ts';

// The role has the name of its profile.
const role = defaultProfile;
const credentialLifetimeMs = 6 * 60 * 60 * 1000;
const tokenPath = '/latest/api/token';
const root = '/latest/meta-data';

export interface MetadataOptions {
  /** undefined when no instance has the address. */
  instanceByAddress: (address: string) => Instance | undefined;
  region: string;
  account: string;
  /** Credentials of the instances' role. */
  credentials: LocalCredentials;
  now: () => Date;
}

type Value = (instance: Instance, options: MetadataOptions) => string;

const hostname: Value = ({ privateIp }) => `ip-${privateIp.replaceAll('.', '-')}`;
const zone: Value = (_instance, { region }) => `${region}a`;

/** Path without a last slash → value. A folder returns the names in it. */
const values: Readonly<Record<string, Value>> = {
  [`${root}/instance-id`]: ({ id }) => id,
  [`${root}/local-ipv4`]: ({ privateIp }) => privateIp,
  [`${root}/local-hostname`]: hostname,
  [`${root}/hostname`]: hostname,
  [`${root}/placement/region`]: (_instance, { region }) => region,
  [`${root}/placement/availability-zone`]: zone,
  [`${root}/iam/security-credentials`]: () => role,
  [`${root}/iam/security-credentials/${role}`]: (_instance, { now, credentials }) =>
    JSON.stringify({
      Code: 'Success',
      LastUpdated: now().toISOString(),
      Type: 'AWS-HMAC',
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      Token: 'local-beanstalk',
      Expiration: new Date(now().getTime() + credentialLifetimeMs).toISOString(),
    }),
  '/latest/dynamic/instance-identity/document': (instance, options) =>
    JSON.stringify({
      accountId: options.account,
      region: options.region,
      availabilityZone: zone(instance, options),
      instanceId: instance.id,
      privateIp: instance.privateIp,
    }),
};

/** Answers every path below /latest/. */
export function metadataService(options: MetadataOptions): Service {
  const tokens = new Set<string>();
  return {
    name: 'metadata',
    operations: [`PUT ${tokenPath}`, ...Object.keys(values).map((path) => `GET ${path}`)],
    operation: ({ method }) => method,
    handle({ method, path, headers, remoteAddress }) {
      const instance = options.instanceByAddress(remoteAddress.replace(/^::ffff:/, ''));
      if (instance === undefined) return plain(403, 'Only instances of Local Beanstalk have metadata.');
      if (path === tokenPath) {
        if (method !== 'PUT') return plain(405, 'Method Not Allowed');
        const seconds = headers['x-aws-ec2-metadata-token-ttl-seconds'];
        if (seconds === undefined) return plain(400, 'Bad Request');
        const token = randomBytes(30).toString('base64url');
        tokens.add(token);
        return plain(200, token, { 'x-aws-ec2-metadata-token-ttl-seconds': seconds });
      }
      if (!tokens.has(headers['x-aws-ec2-metadata-token'] ?? '')) return plain(401, 'Unauthorized');
      const value = lookUp(values, path.replace(/\/$/, ''));
      return value === undefined ? plain(404, 'Not Found') : plain(200, value(instance, options));
    },
  };
}

function plain(status: number, body: string, headers: Record<string, string> = {}): ApiResponse {
  return { status, body, headers: { 'content-type': 'text/plain', ...headers } };
}
