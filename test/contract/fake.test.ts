import { FakeAws } from '../fakes/fake-aws.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { awsContract } from './aws-contract.ts';
import { storageLocation, type Subject } from './subject.ts';

const fake = (): Promise<Subject> => {
  const clock = new ManualClock(Date.now());
  const aws = new FakeAws(clock);
  const secret = { arn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf', value: 'a$b' };
  aws.secrets.set(secret.arn, secret.value);
  const certificate = {
    arn: 'arn:aws:acm:us-east-1:123456789012:certificate/1b2c',
    domain: 'id.example.com',
  };
  aws.acmFake.certificates.set(certificate.arn, {
    CertificateArn: certificate.arn,
    DomainName: certificate.domain,
  });
  return Promise.resolve({
    ...{ aws, secret, certificate },
    profile: 'aws-elasticbeanstalk-ec2-role',
    bucket: () => storageLocation(aws),
    wait: () => clock.sleep(1_000),
    putLogEvents: (group, stream, events) => {
      aws.logsFake.late.add(...events.map((event) => ({ group, stream, ...event })));
      return Promise.resolve();
    },
  });
};

awsContract('the fake', fake, {
  without: {
    CloudWatch: 'kc-eb does not call it',
    'SSM parameters': 'the fake keeps every secret under its ARN',
  },
});
