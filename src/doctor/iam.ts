/** Reads what deployments need from IAM and ACM. undefined: not found. */
import type { Role as IamRole } from '@aws-sdk/client-iam';
import { findInstanceProfile, nameOf } from '../environment/instance-profile.ts';
import { unlessAwsError } from '../base/aws-error.ts';
import type { Certificate, InstanceProfile, Role } from './check.ts';
import { everyone, trustedServices } from './trust-policy.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

export async function readInstanceProfile(
  deps: Pick<Deps, 'aws'>,
  profile: string,
): Promise<InstanceProfile | undefined> {
  const found = await findInstanceProfile(deps, profile);
  const [role] = found?.Roles ?? [];
  return found === undefined ? undefined : { role: role === undefined ? undefined : toRole(role) };
}

export function readServiceRole(deps: Pick<Deps, 'aws'>, name: string): Promise<Role | undefined> {
  return unlessAwsError(['NoSuchEntityException'], async () => {
    const { Role: role } = await (await deps.aws.iam()).getRole({ RoleName: nameOf(name) });
    return role === undefined ? undefined : toRole(role);
  });
}

function toRole({ Arn = '', AssumeRolePolicyDocument: policy }: IamRole): Role {
  const trusted = policy === undefined ? [everyone] : trustedServices(decodeURIComponent(policy));
  return { arn: Arn, trusted };
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
