/**
 * The AWS SDK's clients, each imported and created at its first use. For Local Beanstalk, the endpoint and the
 * placeholder keys are fixed, and a request to another host fails before it leaves.
 */
import { Secret } from '../base/secret.ts';
import { secretText, splitSecretArn } from '../base/secret-text.ts';
import type { Aws } from '../ports.ts';
import { endingAfter } from '../system/abort.ts';

/** Limits for a dead connection, which would hang a run for ever. The socket limit is idle time: uploads may be long. */
const timeouts = { connectionTimeout: 10_000, socketTimeout: 60_000 };

export interface AwsOptions {
  region: string;
  /** Milliseconds without a byte until a request fails; the SDK then tries again. */
  idleMs?: number;
  /** Ctrl-C: calls end soon after it. */
  signal?: AbortSignal;
  /** http://127.0.0.1:PORT of Local Beanstalk, with its placeholder keys; undefined: AWS, by the SDK's rules. */
  local?: { endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };
}

export function makeAws(options: AwsOptions): Aws {
  // kc-eb doctor warns once about the end of Node 20; the SDK would warn for each client.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { region, local, signal, idleMs: socketTimeout = timeouts.socketTimeout } = options;
  const handlerOptions = { ...timeouts, socketTimeout };
  const ending = signal === undefined ? undefined : endingAfter(signal);
  /** The configuration of every client. */
  const base = once(async () => {
    if (local !== undefined) return localClientConfig(region, local, handlerOptions, ending);
    const { EndingHandler } = await import('./abortable-client.ts');
    return { region, requestHandler: new EndingHandler(handlerOptions, { ending }) };
  });
  /** Creates a client once; its responses are checked against the SDK's schemas. */
  const client = <C extends object>(
    load: () => Promise<new (config: Awaited<ReturnType<typeof base>>) => C>,
  ): (() => Promise<C>) =>
    once(async () => {
      const [Client, config, { requireShape }, { guarded }] = await Promise.all([
        load(),
        base(),
        import('./check-responses.ts'),
        import('./abortable-client.ts'),
      ]);
      return guarded(requireShape(new Client(config)), ending);
    });
  const ssm = client(async () => (await import('@aws-sdk/client-ssm')).SSM);
  const secretsManager = client(async () => (await import('@aws-sdk/client-secrets-manager')).SecretsManager);
  return {
    region,
    beanstalk: client(async () => (await import('@aws-sdk/client-elastic-beanstalk')).ElasticBeanstalk),
    s3: client(async () => (await import('@aws-sdk/client-s3')).S3),
    ecr: client(async () => (await import('@aws-sdk/client-ecr')).ECR),
    logs: client(async () => (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs),
    sts: client(async () => (await import('@aws-sdk/client-sts')).STS),
    iam: client(async () => (await import('@aws-sdk/client-iam')).IAM),
    acm: client(async () => (await import('@aws-sdk/client-acm')).ACM),
    cloudFormation: client(async () => (await import('@aws-sdk/client-cloudformation')).CloudFormation),
    ec2: client(async () => (await import('@aws-sdk/client-ec2')).EC2),
    rds: client(async () => (await import('@aws-sdk/client-rds')).RDS),
    route53: client(async () => (await import('@aws-sdk/client-route-53')).Route53),
    secret: async (arn) => {
      if (arn.split(':')[2] === 'ssm') {
        const { Parameter } = await (await ssm()).getParameter({ Name: arn, WithDecryption: true });
        return new Secret(Parameter?.Value ?? '');
      }
      const { secretId } = splitSecretArn(arn);
      const { SecretString } = await (await secretsManager()).getSecretValue({ SecretId: secretId });
      return new Secret(secretText(arn, SecretString));
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function localClientConfig(
  region: string,
  local: NonNullable<AwsOptions['local']>,
  handlerOptions: typeof timeouts,
  ending: AbortSignal | undefined,
) {
  const { LocalOnlyHandler } = await import('./local-only-handler.ts');
  const requestHandler = new LocalOnlyHandler(new URL(local.endpoint).hostname, handlerOptions, { ending });
  // The user's settings for AWS endpoints have no meaning here, and the SDK rejects them for other endpoints.
  const plain = { useFipsEndpoint: false, useDualstackEndpoint: false };
  return { region, ...local, requestHandler, ...plain, forcePathStyle: true };
}
