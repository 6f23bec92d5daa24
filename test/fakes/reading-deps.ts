import type { Event } from '../../src/base/events.ts';
import { Secret } from '../../src/base/secret.ts';
import type { BeanstalkApi, Clock, Deps, Http, LogsApi } from '../../src/ports.ts';

export interface ReadingDeps extends Deps {
  /** Everything emitted. */
  events: Event[];
  controller: AbortController;
}

function absent(name: string): () => never {
  return () => {
    throw new Error(`${name} is not to be used here`);
  };
}

/** Deps of the commands that read an environment: the parts given are real or stateful fakes, others throw. */
export function readingDeps(parts: {
  clock: Clock;
  logs?: LogsApi;
  beanstalk?: Partial<BeanstalkApi>;
  http?: Http;
  secrets?: Record<string, string>;
  local?: Deps['local'];
}): ReadingDeps {
  const events: Event[] = [];
  const controller = new AbortController();
  const { clock, logs, beanstalk, http, secrets = {}, local } = parts;
  const none = absent('that part');
  return {
    events,
    controller,
    clock,
    signal: controller.signal,
    reporter: {
      emit: (event) => {
        events.push(event);
      },
      close: () => Promise.resolve(),
    },
    aws: {
      region: 'us-east-1',
      // What a test does not give, it must not come to call.
      beanstalk:
        beanstalk === undefined ? absent('Beanstalk') : () => Promise.resolve(beanstalk as BeanstalkApi),
      logs: logs === undefined ? absent('CloudWatch Logs') : () => Promise.resolve(logs),
      s3: absent('S3'),
      ecr: absent('ECR'),
      sts: absent('STS'),
      iam: absent('IAM'),
      acm: absent('ACM'),
      secret: (arn) => {
        const value = secrets[arn];
        return value === undefined
          ? Promise.reject(
              Object.assign(new Error(`no ${arn}`), { name: 'AccessDeniedException', $metadata: {} }),
            )
          : Promise.resolve(new Secret(value));
      },
    },
    engine: { name: none, run: none },
    files: {
      root: '/nowhere',
      resolve: none,
      reference: none,
      read: none,
      hashes: none,
      sizes: none,
      write: none,
      copy: none,
      templates: none,
      stage: none,
      remove: none,
      zip: none,
    },
    http: http ?? { request: absent('HTTP') },
    local,
  };
}
