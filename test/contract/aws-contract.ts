/** What kc-eb relies on of AWS. One suite: it holds for the fake, for Local Beanstalk and, by the API reference, for AWS. */
import { afterAll, beforeAll, describe } from 'vitest';
import { beanstalkContract } from './beanstalk-contract.ts';
import { ecrContract } from './ecr-contract.ts';
import { environmentContract } from './environment-contract.ts';
import { identityContract } from './identity-contract.ts';
import { logsContract } from './logs-contract.ts';
import { s3Contract } from './s3-contract.ts';
import type { GetSubject, Subject } from './subject.ts';

export function awsContract(name: string, start: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject | undefined;
    const get: GetSubject = () => {
      if (subject === undefined) throw new Error('the subject is made before the tests');
      return subject;
    };
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(async () => {
      await subject?.close?.();
    });
    describe('STS and secrets', () => {
      identityContract(get);
    });
    describe('S3', () => {
      s3Contract(get);
    });
    describe('ECR', () => {
      ecrContract(get);
    });
    describe('CloudWatch Logs', () => {
      logsContract(get);
    });
    describe('Beanstalk: applications and versions', () => {
      beanstalkContract(get);
    });
    describe('Beanstalk: environments', () => {
      environmentContract(get);
    });
  });
}
