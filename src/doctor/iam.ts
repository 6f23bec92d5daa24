/** Reads what deployments need from IAM and ACM. undefined: not found. */
import { unlessAwsError } from '../base/aws-error.ts';
import type { Certificate } from './check.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

/** Returns the ARN of the role in an instance profile. */
export function readInstanceRole(deps: Pick<Deps, 'aws'>, profile: string): Promise<string | undefined> {
  return unlessAwsError(['NoSuchEntityException'], async () => {
    const { InstanceProfile } = await (
      await deps.aws.iam()
    ).getInstanceProfile({ InstanceProfileName: nameOf(profile) });
    return InstanceProfile?.Roles?.[0]?.Arn;
  });
}

export function readServiceRole(deps: Pick<Deps, 'aws'>, role: string): Promise<string | undefined> {
  return unlessAwsError(['NoSuchEntityException'], async () => {
    const { Role } = await (await deps.aws.iam()).getRole({ RoleName: nameOf(role) });
    return Role?.Arn;
  });
}

/** Beanstalk accepts a name or an ARN. */
function nameOf(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn;
}

export async function readCertificate(
  deps: Pick<Deps, 'aws'>,
  arn: string | undefined,
): Promise<Certificate | undefined> {
  if (arn === undefined) return undefined;
  if (arn.split(':')[2] !== 'acm') throw new UserError('usage', `${arn} is a certificate of IAM, not of ACM`);
  const absent: Certificate = { status: undefined, names: [], notAfter: undefined, renews: false };
  // ACM finds certificates of its region only. The check reports another region.
  if (arn.split(':')[3] !== deps.aws.region) return absent;
  const found = await unlessAwsError(['ResourceNotFoundException'], async () => {
    const { Certificate: detail } = await (await deps.aws.acm()).describeCertificate({ CertificateArn: arn });
    return detail;
  });
  if (found === undefined) return absent;
  const { Status, DomainName, SubjectAlternativeNames = [], NotAfter, RenewalEligibility } = found;
  return {
    status: Status,
    names: [...new Set([...(DomainName === undefined ? [] : [DomainName]), ...SubjectAlternativeNames])],
    notAfter: NotAfter,
    renews: RenewalEligibility === 'ELIGIBLE',
  };
}
