/** Reads the VPCs and certificates of the account, for the questions about them. */
import type * as EC2 from '@aws-sdk/client-ec2';
import { awsErrorName } from '../base/aws-error.ts';
import { covers as nameCovers } from '../base/certificate-name.ts';
import { allPages } from '../base/pages.ts';
import { UserError } from '../base/user-error.ts';
import type { Account, Deps } from '../ports.ts';

export interface Vpc {
  id: string;
  isDefault: boolean;
  cidr: string;
  name: string | undefined;
}

export interface Subnet {
  id: string;
  zone: string;
  cidr: string;
  name: string | undefined;
  /** Its instances get public addresses. */
  isPublic: boolean;
}

export interface Certificate {
  arn: string;
  domains: readonly string[];
}

/** A list, or the reason why AWS gave none. */
type Answer<T> = { items: readonly T[] } | { why: string };

export interface AccountFacts {
  vpcs: Answer<Vpc>;
  certificates: Answer<Certificate>;
}

/** A user waits for it. Credentials of a program or of an instance may take seconds. */
const limitMs = 5_000;

/** ListCertificates leaves out keys that are not RSA with 1024 or 2048 bits, unless it names them. */
const keyTypes = ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1'] as const;

/** Reads what the user's credentials allow, within seconds. Throws UserError 'interrupted' on Ctrl-C. */
export async function readAccount(
  { clock, signal }: Pick<Deps, 'clock' | 'signal'>,
  account: Account,
  region: string,
): Promise<AccountFacts> {
  const limit = new AbortController();
  const aws = account.inRegion(region, AbortSignal.any([signal, limit.signal]));
  const late = clock.sleep(limitMs, AbortSignal.any([signal, limit.signal])).then(
    () => ({ why: `no answer within ${limitMs / 1000} seconds` }),
    () => ({ why: 'interrupted' }),
  );
  const within = async <T>(items: Promise<T[]>): Promise<Answer<T>> =>
    Promise.race([
      late,
      items.then(
        (found): Answer<T> => ({ items: found }),
        (error: unknown): Answer<T> => ({ why: reason(error) }),
      ),
    ]);
  const [vpcs, certificates] = await Promise.all([within(readVpcs(aws)), within(readCertificates(aws))]);
  limit.abort();
  signal.throwIfAborted();
  return { vpcs, certificates };
}

const noCredentials = 'no credentials';

function reason(error: unknown): string {
  if (error instanceof UserError) return error.kind === 'credentials' ? noCredentials : error.message;
  const name = awsErrorName(error) ?? (error instanceof Error ? error.name : '');
  if (/^(Credentials|Token)ProviderError$/.test(name)) return noCredentials;
  if (/AccessDenied|UnauthorizedOperation/.test(name)) return `the credentials do not allow it (${name})`;
  return name === '' ? String(error) : name;
}

async function readVpcs(aws: ReturnType<Account['inRegion']>): Promise<Vpc[]> {
  const ec2 = await aws.ec2();
  const vpcs = await allPages(
    (NextToken) => ec2.describeVpcs({ NextToken }),
    ({ Vpcs }) => Vpcs,
  );
  return vpcs
    .map(({ VpcId = '', IsDefault = false, CidrBlock = '', Tags }) => ({
      ...{ id: VpcId, isDefault: IsDefault, cidr: CidrBlock, name: nameOf(Tags) },
    }))
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.id.localeCompare(b.id));
}

async function readCertificates(aws: ReturnType<Account['inRegion']>): Promise<Certificate[]> {
  const acm = await aws.acm();
  const certificates = await allPages(
    (NextToken) =>
      acm.listCertificates({
        CertificateStatuses: ['ISSUED'],
        Includes: { keyTypes: [...keyTypes] },
        NextToken,
      }),
    ({ CertificateSummaryList }) => CertificateSummaryList,
  );
  return certificates.map(
    ({ CertificateArn = '', DomainName = '', SubjectAlternativeNameSummaries = [] }) => ({
      arn: CertificateArn,
      domains: [...new Set([DomainName, ...SubjectAlternativeNameSummaries])],
    }),
  );
}

/** The subnets of a VPC, by zone. */
export async function readSubnets(
  account: Account,
  region: string,
  vpc: string,
  signal: AbortSignal,
): Promise<Subnet[]> {
  const ec2 = await account.inRegion(region, signal).ec2();
  const subnets = await allPages(
    (NextToken) => ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [vpc] }], NextToken }),
    ({ Subnets }) => Subnets,
  );
  return subnets
    .map(({ SubnetId = '', AvailabilityZone = '', CidrBlock = '', MapPublicIpOnLaunch = false, Tags }) => ({
      ...{ id: SubnetId, zone: AvailabilityZone, cidr: CidrBlock, isPublic: MapPublicIpOnLaunch },
      name: nameOf(Tags),
    }))
    .toSorted((a, b) => a.zone.localeCompare(b.zone) || a.id.localeCompare(b.id));
}

function nameOf(tags: readonly EC2.Tag[] | undefined): string | undefined {
  return tags?.find(({ Key }) => Key === 'Name')?.Value;
}

/** True when a certificate is for the host name. */
export function covers({ domains }: Certificate, hostname: string): boolean {
  return domains.some((domain) => nameCovers(domain, hostname));
}
