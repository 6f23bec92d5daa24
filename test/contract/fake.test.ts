import { FakeAws } from '../fakes/fake-aws.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { awsContract } from './aws-contract.ts';

awsContract('the fake', () => {
  const clock = new ManualClock(Date.now());
  const aws = new FakeAws(clock);
  const secret = { arn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf', value: 'a$b' };
  aws.secrets.set(secret.arn, secret.value);
  return Promise.resolve({
    aws,
    secret,
    wait: () => clock.sleep(1_000),
    putLogEvents: (group, stream, events) => {
      aws.logsFake.late.add(...events.map((event) => ({ group, stream, ...event })));
      return Promise.resolve();
    },
  });
});
