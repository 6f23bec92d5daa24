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
}
