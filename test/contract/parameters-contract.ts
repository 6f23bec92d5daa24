import { expect } from 'vitest';
import { awsFailure, type Declare, type GetSubject } from './subject.ts';

/** The call of SSM that kc-eb makes; the subject has an encrypted parameter. */
export function parametersContract(get: GetSubject, test: Declare): void {
  test('a parameter is read by its ARN and decrypted', async () => {
    const { aws, parameter } = get();
    expect((await aws.secret(parameter?.arn ?? '')).reveal()).toBe(parameter?.value);
  });

  test('an unknown parameter is not found', async () => {
    const { aws, parameter } = get();
    await expect(aws.secret(`${parameter?.arn ?? ''}-absent`)).rejects.toEqual(
      awsFailure('ParameterNotFound'),
    );
  });
}
