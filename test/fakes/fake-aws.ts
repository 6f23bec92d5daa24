import type * as STS from '@aws-sdk/client-sts';
import { Secret } from '../../src/base/secret.ts';
import type { Aws, Clock, StsApi } from '../../src/ports.ts';
import { FakeAcm } from './fake-acm.ts';
import { FakeBeanstalk } from './fake-beanstalk.ts';
import { FakeEcr } from './fake-ecr.ts';
import { FakeIam } from './fake-iam.ts';
import { FakeLogs } from './fake-logs.ts';
import { FakeS3 } from './fake-s3.ts';
import { Journal, serviceError } from './journal.ts';

/**
 * AWS in memory, for one region and account; it keeps state, and test/contract runs one suite over it and over
 * Local Beanstalk.
 *
 * - Time is the clock's: application versions are Processing for 4 s; environments take 60 s to launch, 30 s a
 *   batch to update (Rolling: BatchSize instances, else all) and 30 s to terminate. What is due is carried out at
 *   the next call.
 * - Each answer has a request id of its own; an operation's events bear that of the call that began it, and
 *   DescribeEvents gives the newest first.
 * - Each instance reports its own deployment; `beanstalk.environment(name).failure` makes the next one fail, and
 *   then the environment is Ready again with ERROR events and the rest of its instances as they were.
 * - An environment that is not Ready refuses to be updated, in Beanstalk's words. Errors have the names that the
 *   SDK gives them.
 * - ECR's tags are immutable; FakeEngine pushes into it. FilterLogEvents has small pages, every second one empty.
 * - `journal.calls` has every call with its input; `journal.failNext` lets chosen ones fail.
 */
export class FakeAws implements Aws {
  readonly region: string;
  readonly account: string;
  readonly journal = new Journal();
  readonly s3Fake: FakeS3;
  readonly ecrFake: FakeEcr;
  readonly logsFake: FakeLogs;
  readonly iamFake: FakeIam;
  readonly acmFake: FakeAcm;
  readonly beanstalkFake: FakeBeanstalk;
  /** Of the caller; undefined: a user of the account. */
  callerArn: string | undefined;
  /** ARN → value. */
  readonly secrets = new Map<string, string>();

  constructor(clock: Clock, { region = 'us-east-1', account = '123456789012' } = {}) {
    const { journal } = this;
    this.region = region;
    this.account = account;
    this.s3Fake = new FakeS3(journal);
    this.ecrFake = new FakeEcr(journal, account, region);
    this.logsFake = new FakeLogs(journal, clock);
    this.iamFake = new FakeIam(journal, account);
    this.acmFake = new FakeAcm(journal);
    this.beanstalkFake = new FakeBeanstalk({ clock, journal, s3: this.s3Fake, account, region });
  }

  beanstalk(): Promise<FakeBeanstalk> {
    return Promise.resolve(this.beanstalkFake);
  }

  s3(): Promise<FakeS3> {
    return Promise.resolve(this.s3Fake);
  }

  ecr(): Promise<FakeEcr> {
    return Promise.resolve(this.ecrFake);
  }

  logs(): Promise<FakeLogs> {
    return Promise.resolve(this.logsFake);
  }

  iam(): Promise<FakeIam> {
    return Promise.resolve(this.iamFake);
  }

  acm(): Promise<FakeAcm> {
    return Promise.resolve(this.acmFake);
  }

  sts(): Promise<StsApi> {
    return Promise.resolve({
      getCallerIdentity: (input: STS.GetCallerIdentityCommandInput) =>
        this.journal.answer('getCallerIdentity', input, () => ({
          Account: this.account,
          UserId: 'AIDACKCEVSQ6C2EXAMPLE',
          Arn: this.callerArn ?? `arn:aws:iam::${this.account}:user/tester`,
        })),
    });
  }

  async secret(arn: string): Promise<Secret> {
    const { value } = await this.journal.answer('getSecretValue', { arn }, () => ({
      value: this.secrets.get(arn),
    }));
    if (value !== undefined) return new Secret(value);
    throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
}
