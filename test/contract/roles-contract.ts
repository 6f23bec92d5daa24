import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

/** The calls of IAM that kc-eb makes; the subject has an instance profile. */
export function rolesContract(get: GetSubject, test: Declare): void {
  test('an instance profile names its role', async () => {
    const iam = await get().aws.iam();
    const { profile = '' } = get();
    const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName: profile });
    expect(InstanceProfile).toMatchObject({ InstanceProfileName: profile, Roles: [{ RoleName: profile }] });
    const { Role } = await iam.getRole({ RoleName: profile });
    expect(Role?.Arn).toMatch(new RegExp(`^arn:aws:iam::\\d{12}:role/${profile}$`));
  });

  test('an unknown profile and an unknown role are not found', async () => {
    const iam = await get().aws.iam();
    const absent = awsFailure('NoSuchEntityException');
    await expect(iam.getInstanceProfile({ InstanceProfileName: 'absent' })).rejects.toEqual(absent);
    await expect(iam.getRole({ RoleName: 'absent' })).rejects.toEqual(absent);
  });

  test('a simulation has a decision for each action', async () => {
    const iam = await get().aws.iam();
    const { profile = '' } = get();
    const { Role } = await iam.getRole({ RoleName: profile });
    const { EvaluationResults = [] } = await iam.simulatePrincipalPolicy({
      PolicySourceArn: Role?.Arn,
      ActionNames: ['logs:PutLogEvents', 'logs:CreateLogStream'],
    });
    expect(EvaluationResults.map(({ EvalActionName }) => EvalActionName)).toEqual([
      'logs:PutLogEvents',
      'logs:CreateLogStream',
    ]);
  });
}
