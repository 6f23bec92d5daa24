import { Secret } from '../../src/base/secret.ts';
import type { BeanstalkApi, Browser, Clock, Deps, Dns, Files, Http, LogsApi } from '../../src/ports.ts';
import { FakeDns } from './fake-dns.ts';
import { serviceError } from './journal.ts';
import { MemoryFiles } from './memory-files.ts';
import { type Recorded, Recorder } from './recorder.ts';

export interface ReadingDeps extends Deps {
  /** Everything emitted. */
  events: Recorded[];
  controller: AbortController;
}

function absent(name: string): () => never {
  return () => {
    throw new Error(`${name} is not part of this test`);
  };
}

/** Deps of the commands that change nothing in AWS: a service that is not given throws. */
export function readingDeps(parts: {
  clock: Clock;
  files?: Files;
  logs?: LogsApi;
  beanstalk?: Partial<BeanstalkApi>;
  http?: Http;
  dns?: Dns;
  browser?: Browser;
  secrets?: Record<string, string>;
  local?: Deps['local'];
  variables?: Deps['variables'];
}): ReadingDeps {
  const reporter = new Recorder();
  const controller = new AbortController();
  const { clock, files = new MemoryFiles(), logs, beanstalk, http, secrets = {}, local } = parts;
  const engine = absent('the container engine');
  return {
    ...{ clock, files, local, reporter, controller },
    events: reporter.events,
    signal: controller.signal,
    aws: {
      region: 'us-east-1',
      beanstalk:
        beanstalk === undefined ? absent('Beanstalk') : () => Promise.resolve(beanstalk as BeanstalkApi),
      logs: logs === undefined ? absent('CloudWatch Logs') : () => Promise.resolve(logs),
      s3: absent('S3'),
      ecr: absent('ECR'),
      sts: absent('STS'),
      iam: absent('IAM'),
      acm: absent('ACM'),
      cloudFormation: absent('CloudFormation'),
      ec2: absent('EC2'),
      rds: absent('RDS'),
      route53: absent('Route 53'),
      secret: (arn) => {
        const value = secrets[arn];
        return value === undefined
          ? Promise.reject(serviceError('AccessDeniedException', `no ${arn}`))
          : Promise.resolve(new Secret(value));
      },
    },
    engine: { name: engine, run: engine },
    http: http ?? { request: absent('HTTP') },
    dns: parts.dns ?? new FakeDns(),
    variables: parts.variables ?? {},
    browser: parts.browser ?? { open: absent('the browser') },
  };
}
