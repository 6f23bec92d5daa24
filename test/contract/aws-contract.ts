/**
 * The AWS behaviour that kc-eb relies on, by the API reference. fake.test.ts runs it on the tests' fakes, local.test.ts on
 * Local Beanstalk, and test/foreign/moto.test.ts on moto.
 */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { beanstalkContract } from './beanstalk-contract.ts';
import { certificatesContract } from './certificates-contract.ts';
import { ecrContract } from './ecr-contract.ts';
import { environmentContract } from './environment-contract.ts';
import { identityContract } from './identity-contract.ts';
import { logsContract } from './logs-contract.ts';
import { monitoringContract } from './monitoring-contract.ts';
import { parametersContract } from './parameters-contract.ts';
import { rolesContract } from './roles-contract.ts';
import { s3Contract } from './s3-contract.ts';
import type { Declare, GetSubject, Subject } from './subject.ts';

const sections = {
  'STS and secrets': identityContract,
  S3: s3Contract,
  ECR: ecrContract,
  'CloudWatch Logs': logsContract,
  CloudWatch: monitoringContract,
  IAM: rolesContract,
  ACM: certificatesContract,
  'SSM parameters': parametersContract,
  'Beanstalk: applications and versions': beanstalkContract,
  'Beanstalk: environments': environmentContract,
} satisfies Record<string, (get: GetSubject, test: Declare) => void>;

type Section = keyof typeof sections;

export interface ContractOptions {
  /** Sections that the subject does not have, each with the reason. */
  without?: Partial<Record<Section, string>>;
  /** Tests that the subject fails, each with the reason; a test that passes all the same is a failure. */
  departures?: Readonly<Record<string, string>>;
}

export function awsContract(
  name: string,
  start: () => Promise<Subject>,
  options: ContractOptions = {},
): void {
  const { without = {}, departures = {} } = options;
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
    const declare: Declare = (title, run) => {
      if (title in departures) test.fails(title, run);
      else test(title, run);
    };
    for (const section of Object.keys(sections) as Section[])
      if (!(section in without))
        describe(section, () => {
          sections[section](get, declare);
        });
  });
}
