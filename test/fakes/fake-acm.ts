import type * as ACM from '@aws-sdk/client-acm';
import type { AcmApi } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

/** ACM with the certificates that a test adds, by ARN. */
export class FakeAcm implements AcmApi {
  readonly #journal: Journal;
  readonly certificates = new Map<string, ACM.CertificateDetail>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  describeCertificate(input: ACM.DescribeCertificateCommandInput) {
    return this.#journal.answer('describeCertificate', input, () => {
      const Certificate = this.certificates.get(input.CertificateArn ?? '');
      if (Certificate !== undefined) return { Certificate };
      throw serviceError(
        'ResourceNotFoundException',
        `Could not find certificate ${input.CertificateArn ?? ''}.`,
      );
    });
  }

  listCertificates(input: ACM.ListCertificatesCommandInput) {
    return this.#journal.answer('listCertificates', input, () => ({
      CertificateSummaryList: [...this.certificates.values()]
        .filter(({ Status }) => input.CertificateStatuses?.includes(Status ?? 'ISSUED') ?? true)
        .map(({ CertificateArn, DomainName, Status }) => ({ CertificateArn, DomainName, Status })),
    }));
  }

  requestCertificate(input: ACM.RequestCertificateCommandInput) {
    return this.#journal.answer('requestCertificate', input, () => {
      const arn = `arn:aws:acm:us-east-1:123456789012:certificate/${input.IdempotencyToken ?? this.certificates.size}`;
      if (!this.certificates.has(arn)) {
        this.certificates.set(arn, {
          ...{ CertificateArn: arn, DomainName: input.DomainName, Status: 'PENDING_VALIDATION' },
          DomainValidationOptions: [
            {
              ...{ DomainName: input.DomainName, ValidationMethod: 'DNS' },
              ResourceRecord: {
                Name: `_v.${input.DomainName ?? ''}.`,
                Type: 'CNAME',
                Value: '_v.acm-validations.aws.',
              },
            },
          ],
        });
      }
      return { CertificateArn: arn };
    });
  }
}
