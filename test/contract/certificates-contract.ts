import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

/** The call of ACM that kc-eb makes; the subject has a certificate. */
export function certificatesContract(get: GetSubject, test: Declare): void {
  test('a certificate has its domain', async () => {
    const { aws, certificate } = get();
    const { Certificate } = await (await aws.acm()).describeCertificate({ CertificateArn: certificate?.arn });
    expect(Certificate).toMatchObject({ CertificateArn: certificate?.arn, DomainName: certificate?.domain });
  });

  test('an unknown certificate is not found', async () => {
    const { aws, certificate } = get();
    const CertificateArn = certificate?.arn.replace(/[^/]*$/, '00000000-0000-4000-8000-000000000000');
    await expect((await aws.acm()).describeCertificate({ CertificateArn })).rejects.toEqual(
      awsFailure('ResourceNotFoundException'),
    );
  });
}
