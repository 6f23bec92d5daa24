import { expect } from 'vitest';
import type { Aws } from '../../src/ports.ts';

/** An AWS that the contract is tried on. */
export interface Subject {
  aws: Aws;
  /** Lets some of the time pass that operations take. */
  wait(): Promise<void>;
  /** As Docker's log driver and Beanstalk's agent do. */
  putLogEvents(
    group: string,
    stream: string,
    events: readonly { timestamp: number; message: string }[],
  ): Promise<void>;
  /** A secret that is there. */
  secret: { arn: string; value: string };
  close?(): Promise<void>;
}

/** Gives the subject once the suite runs. */
export type GetSubject = () => Subject;

/** How an error of the SDK is expected. */
export function awsFailure(name: string, message = /./): unknown {
  return expect.objectContaining({
    name,
    message: expect.stringMatching(message) as unknown,
    $metadata: expect.anything() as unknown,
  });
}

/** Asks until the answer is as wanted; gives it. */
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
  throw new Error(`never as wanted; the last answer: ${JSON.stringify(await ask())}`);
}
