import type * as STS from '@aws-sdk/client-sts';
import { Secret } from '../../src/base/secret.ts';
import { secretText, splitSecretArn } from '../../src/base/secret-text.ts';
import type { Aws, Clock, StsApi } from '../../src/ports.ts';
import { FakeAcm } from './fake-acm.ts';
import { FakeBeanstalk } from './fake-beanstalk.ts';
import { FakeCloudFormation } from './fake-cloudformation.ts';
import { FakeEcr } from './fake-ecr.ts';
import { FakeIam } from './fake-iam.ts';
import { FakeLogs } from './fake-logs.ts';
import { FakeEc2, FakeRds, FakeRoute53 } from './fake-network.ts';
import { FakeS3 } from './fake-s3.ts';
import { Journal, serviceError } from './journal.ts';

/** A secret within its recovery window. */
export const deletedSecret = Symbol('marked for deletion');

/** Bytes: a binary secret. */
type SecretValue = string | Uint8Array | typeof deletedSecret;

/**
 * AWS in memory, for one region and account. test/contract runs one suite over it and over Local Beanstalk.
 *
 * - The clock is the given one. Application versions are Processing for 4 s. Environments launch in 60 s, update in 30 s
 *   a batch (Rolling: BatchSize instances, else all) and terminate in 30 s. Each call first runs what is due.
 * - Each answer has its own request id. An operation's events have the id of the call that started it.
 *   DescribeEvents returns the newest first.
 * - Each instance reports its own deployment. `beanstalk.environment(name).failure` makes the next one fail: the
 *   environment becomes Ready with ERROR events, and its other instances keep their version.
 * - An environment that is not Ready rejects an update with Beanstalk's message. Errors have the SDK's names.
 * - ECR's tags are immutable; FakeEngine pushes into it. FilterLogEvents has small pages, every second one empty.
 * - `journal.calls` holds every call with its input. `journal.failNext` makes calls fail.
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
  readonly cloudFormationFake: FakeCloudFormation;
  readonly ec2Fake: FakeEc2;
  readonly rdsFake: FakeRds;
  readonly route53Fake: FakeRoute53;
  /** The caller; undefined: a user of the account. */
  callerArn: string | undefined;
  /** ARN without a key → value. */
  readonly secrets = new Map<string, SecretValue>();

  constructor(clock: Clock, { region = 'us-east-1', account = '123456789012' } = {}) {
    const { journal } = this;
    this.region = region;
    this.account = account;
    this.s3Fake = new FakeS3(journal);
    this.ecrFake = new FakeEcr(journal, account, region);
    this.logsFake = new FakeLogs(journal, clock);
    this.iamFake = new FakeIam(journal, account);
    this.acmFake = new FakeAcm(journal);
    this.cloudFormationFake = new FakeCloudFormation(journal, clock);
    this.ec2Fake = new FakeEc2(journal);
    this.rdsFake = new FakeRds(journal);
    this.route53Fake = new FakeRoute53(journal);
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

  cloudFormation(): Promise<FakeCloudFormation> {
    return Promise.resolve(this.cloudFormationFake);
  }

  ec2(): Promise<FakeEc2> {
    return Promise.resolve(this.ec2Fake);
  }

  rds(): Promise<FakeRds> {
    return Promise.resolve(this.rdsFake);
  }

  route53(): Promise<FakeRoute53> {
    return Promise.resolve(this.route53Fake);
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
    const isParameter = arn.split(':')[2] === 'ssm';
    const { value } = await this.journal.answer('getSecretValue', { arn }, () => ({
      value: this.secrets.get(isParameter ? arn : splitSecretArn(arn).secretId),
    }));
    if (value === undefined) {
      throw serviceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    if (value === deletedSecret) {
      const message = "You can't perform this operation on the secret because it was marked for deletion.";
      throw serviceError('InvalidRequestException', message);
    }
    return new Secret(secretText(arn, typeof value === 'string' ? value : undefined));
  }
}
