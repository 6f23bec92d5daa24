import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import type { Aws } from '../../src/ports.ts';

/** An implementation of AWS under test. */
export interface Subject {
  aws: Aws;
  /** Lets some time pass for operations in the background. */
  wait(): Promise<void>;
  /** Writes log events as Docker's log driver and Beanstalk's agent do. */
  putLogEvents(
    group: string,
    stream: string,
    events: readonly { timestamp: number; message: string }[],
  ): Promise<void>;
  /** CloudWatch, where the subject has it: kc-eb does not call it. */
  cloudWatch?: CloudWatch;
  /** An existing secret. */
  secret: { arn: string; value: string };
  /** An existing parameter of SSM, encrypted. */
  parameter?: { arn: string; value: string };
  /** ARN of an existing certificate of ACM, and its domain. */
  certificate?: { arn: string; domain: string };
  /** Name of an existing instance profile with a role of the same name. */
  profile?: string;
  /** Returns a bucket for objects. */
  bucket(): Promise<string>;
  close?(): Promise<void>;
}

/** Returns the subject; call it inside tests. */
export type GetSubject = () => Subject;

/** Declares a test of the contract. */
export type Declare = (name: string, run: () => Promise<void>) => void;

/** Returns the bucket of the account's storage location. */
export async function storageLocation(aws: Aws): Promise<string> {
  const { S3Bucket = '' } = await (await aws.beanstalk()).createStorageLocation({});
  return S3Bucket;
}

/** Matches an error of the SDK. */
export function awsFailure(name: string, message = /./): unknown {
  return expect.objectContaining({
    name,
    message: expect.stringMatching(message) as unknown,
    $metadata: expect.anything() as unknown,
  });
}

/** Repeats `ask` until the answer is wanted, and returns it. */
export async function eventually<T>(
  subject: Subject,
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await subject.wait();
  }
  throw new Error(`no wanted answer; the last one: ${JSON.stringify(await ask())}`);
}
