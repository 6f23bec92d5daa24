import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ECR } from '@aws-sdk/client-ecr';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { S3 } from '@aws-sdk/client-s3';
import { localRegion as region } from '../../src/local-beanstalk/base/constants.ts';
import { localCredentials as credentials } from '../local-beanstalk/credentials.ts';

/** The user agent of calls without faults. */
export const observer = 'kc-eb-observer';

/** The harness's clients, which read the end state. */
export function observerClients(endpoint: string) {
  const options = { endpoint, region, credentials, customUserAgent: observer };
  return {
    beanstalk: new ElasticBeanstalk(options),
    s3: new S3({ ...options, forcePathStyle: true }),
    ecr: new ECR(options),
    logs: new CloudWatchLogs(options),
  };
}
