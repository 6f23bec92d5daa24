/**
 * A certificate of ACM for the public name, validated by DNS.
 * https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
import type { CertificateDetail, CertificateSummary, ResourceRecord } from '@aws-sdk/client-acm';
import { covers } from '../base/certificate-name.ts';
import { contentHash } from '../base/content-hash.ts';
import { allPages } from '../base/pages.ts';
import { poll } from '../base/poll.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import type { Zone } from './hosted-zone.ts';

const everyMs = 5_000;
const patienceMs = 300_000;

/** Returns the ARN of the newest certificate that covers the domain: an issued one, else one that waits. */
export async function findCertificate(
  { aws }: Pick<Deps, 'aws'>,
  domain: string,
): Promise<{ arn: string; issued: boolean } | undefined> {
  const acm = await aws.acm();
  const found = await allPages(
    (NextToken) => acm.listCertificates({ CertificateStatuses: ['ISSUED', 'PENDING_VALIDATION'], NextToken }),
    ({ CertificateSummaryList }) => CertificateSummaryList,
  );
  const usable = found
    .filter((certificate) => namesOf(certificate).some((name) => covers(name, domain)))
    .toSorted((a, b) => (b.CreatedAt?.getTime() ?? 0) - (a.CreatedAt?.getTime() ?? 0));
  const best = usable.find(({ Status }) => Status === 'ISSUED') ?? usable[0];
  return best?.CertificateArn === undefined
    ? undefined
    : { arn: best.CertificateArn, issued: best.Status === 'ISSUED' };
}

function namesOf({ DomainName, SubjectAlternativeNameSummaries = [] }: CertificateSummary): string[] {
  return [DomainName ?? '', ...SubjectAlternativeNameSummaries];
}

/** Requests the certificate; returns its ARN. A repetition within an hour returns the same one. */
export async function requestCertificate({ aws }: Pick<Deps, 'aws'>, domain: string): Promise<string> {
  const acm = await aws.acm();
  const { CertificateArn = '' } = await acm.requestCertificate({
    ...{ DomainName: domain, ValidationMethod: 'DNS' },
    IdempotencyToken: contentHash(new Map([['domain', domain]])),
  });
  return CertificateArn;
}

/** Sets the validation record in the zone, if the account has it. ACM makes the record some seconds after the request; it is returned. */
export async function setValidationRecord(
  deps: Pick<Deps, 'aws' | 'clock' | 'signal'>,
  arn: string,
  { zone, deadline }: { zone: Zone | undefined; deadline: number },
): Promise<ResourceRecord> {
  const record = await poll(deps, { everyMs, patienceMs, deadline }, async () => {
    const { DomainValidationOptions = [] } = await describe(deps, arn);
    return DomainValidationOptions[0]?.ResourceRecord;
  });
  if (record === undefined) throw late(arn, 'has no validation record yet');
  if (zone === undefined) return record;
  const { Name, Type, Value } = record;
  const route53 = await deps.aws.route53();
  await route53.changeResourceRecordSets({
    HostedZoneId: zone.id,
    ChangeBatch: {
      Changes: [
        { Action: 'UPSERT', ResourceRecordSet: { Name, Type, TTL: 300, ResourceRecords: [{ Value }] } },
      ],
    },
  });
  return record;
}

/** Resolves when the certificate is issued. Throws UserError 'aws' when its validation fails, 'timeout' at the deadline. */
export async function awaitCertificate(
  deps: Pick<Deps, 'aws' | 'clock' | 'signal'>,
  arn: string,
  deadline: number,
): Promise<void> {
  const ended = await poll(deps, { everyMs, patienceMs, deadline }, async () => {
    const certificate = await describe(deps, arn);
    return certificate.Status === 'PENDING_VALIDATION' ? undefined : certificate;
  });
  if (ended === undefined) throw late(arn, 'still waits for its DNS record');
  if (ended.Status === 'ISSUED') return;
  throw new UserError(
    'aws',
    `Certificate ${arn} is ${ended.Status}: ${ended.FailureReason ?? 'no reason'}.`,
    {
      hint: 'https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-failed.html lists the reasons.',
    },
  );
}

async function describe({ aws }: Pick<Deps, 'aws'>, arn: string): Promise<CertificateDetail> {
  const { Certificate = {} } = await (await aws.acm()).describeCertificate({ CertificateArn: arn });
  return Certificate;
}

function late(arn: string, what: string): UserError {
  return new UserError('timeout', `Certificate ${arn} ${what}.`, {
    hint: 'Set the DNS record, then run the same command again: it continues with this certificate.',
  });
}
