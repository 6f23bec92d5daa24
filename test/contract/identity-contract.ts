import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

export function identityContract(get: GetSubject, test: Declare): void {
  test('the account has twelve digits', async () => {
    const { Account } = await (await get().aws.sts()).getCallerIdentity({});
    expect(Account).toMatch(/^\d{12}$/);
  });

  test('a secret is read by its ARN', async () => {
    const { aws, secret } = get();
    expect((await aws.secret(secret.arn)).reveal()).toBe(secret.value);
  });

  test('an unknown secret is not found', async () => {
    const { aws } = get();
    await expect(
      aws.secret(`arn:aws:secretsmanager:${aws.region}:123456789012:secret:absent-AbCdEf`),
    ).rejects.toEqual(awsFailure('ResourceNotFoundException'));
  });
}
