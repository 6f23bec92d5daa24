/**
 * The AWS behaviour that kc-eb relies on, by the API reference. fake.test.ts runs it on the tests' fakes, local.test.ts on
 * Local Beanstalk.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { beanstalkContract } from './beanstalk-contract.ts';
import { ecrContract } from './ecr-contract.ts';
import { environmentContract } from './environment-contract.ts';
import { identityContract } from './identity-contract.ts';
import { logsContract } from './logs-contract.ts';
import { monitoringContract } from './monitoring-contract.ts';
import { s3Contract } from './s3-contract.ts';
import type { GetSubject, Subject } from './subject.ts';

export function awsContract(
  name: string,
  start: () => Promise<Subject>,
  options: { cloudWatch?: boolean } = {},
): void {
  describe(name, () => {
    let subject: Subject | undefined;
    const get: GetSubject = () => {
      if (subject === undefined) throw new Error('no subject before the tests');
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
    if (options.cloudWatch === true) {
      describe('CloudWatch', () => {
        monitoringContract(get);
      });
    }
    describe('Beanstalk: applications and versions', () => {
      beanstalkContract(get);
    });
    describe('Beanstalk: environments', () => {
      environmentContract(get);
    });
  });
}
