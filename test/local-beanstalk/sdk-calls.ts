/** Calls of any operation through AWS's SDK, by the names of service and operation. */
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as beanstalk from '@aws-sdk/client-elastic-beanstalk';
import * as iam from '@aws-sdk/client-iam';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import { localCredentials } from './credentials.ts';

interface Sdk {
  client: new (options: object) => { send(command: object): Promise<object>; destroy(): void };
  exports: Readonly<Record<string, unknown>>;
}

export const sdks = {
  elasticbeanstalk: { client: beanstalk.ElasticBeanstalkClient, exports: beanstalk },
  logs: { client: logs.CloudWatchLogsClient, exports: logs },
  monitoring: { client: cloudWatch.CloudWatchClient, exports: cloudWatch },
  ecr: { client: ecr.ECRClient, exports: ecr },
  iam: { client: iam.IAMClient, exports: iam },
  sts: { client: sts.STSClient, exports: sts },
  secretsmanager: { client: secretsManager.SecretsManagerClient, exports: secretsManager },
} as unknown as Readonly<Record<string, Sdk>>;

/** Rejects with the error of the service. */
export type Call = (service: string, operation: string, input: unknown) => Promise<object>;

export function connect(endpoint: string, credentials = localCredentials): { call: Call; close(): void } {
  const clients = new Map<string, ReturnType<typeof newClient>>();
  const newClient = ({ client: Client }: Sdk) =>
    new Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return {
    async call(service, operation, input) {
      const sdk = sdks[service];
      const Command = sdk?.exports[`${operation}Command`] as (new (input: unknown) => object) | undefined;
      if (sdk === undefined || Command === undefined)
        throw new Error(`${service} ${operation} is not in the SDK`);
      const client = clients.get(service) ?? newClient(sdk);
      clients.set(service, client);
      return client.send(new Command(input));
    },
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

export function inputSchema(service: string, operation: string): NormalizedSchema {
  const schema = sdks[service]?.exports[`${operation}$`] as readonly [number, string, string, unknown, never];
  return NormalizedSchema.of(schema[4]);
}
