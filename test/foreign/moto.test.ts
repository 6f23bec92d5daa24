import { join } from 'node:path';
import { ACM } from '@aws-sdk/client-acm';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { execa } from 'execa';
import { makeAws } from '../../src/aws/clients.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { awsContract } from '../contract/aws-contract.ts';
import type { Subject } from '../contract/subject.ts';
import { pythonPrograms } from './python.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'moto', secretAccessKey: 'moto' };

/** Starts moto's server and returns its endpoint. */
async function startMoto(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const programs = await pythonPrograms('test/foreign/requirements.txt');
  const port = await freePort(15_055);
  const server = execa(join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    reject: false,
    all: true,
  });
  await new Promise<void>((resolve, reject) => {
    let printed = '';
    server.all.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('Running on')) resolve();
    });
    void server.then(() => {
      reject(new Error(`moto ended: ${printed}`));
    });
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      server.kill();
      await server;
    },
  };
}

/** The SDK's real clients against AWS as moto's authors read it. */
async function moto(): Promise<Subject> {
  const { endpoint, stop } = await startMoto();
  const client = { endpoint, region, credentials };
  const profile = 'contract-profile';
  const iam = new IAM(client);
  const trust = { Version: '2012-10-17', Statement: [] };
  await iam.createRole({ RoleName: profile, AssumeRolePolicyDocument: JSON.stringify(trust) });
  await iam.createInstanceProfile({ InstanceProfileName: profile });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: profile, RoleName: profile });
  const value = 'a$b "c"';
  const secret = await new SecretsManager(client).createSecret({ Name: 'a', SecretString: value });
  const ssm = new SSM(client);
  await ssm.putParameter({ Name: '/a/b', Value: value, Type: 'SecureString' });
  const { Parameter } = await ssm.getParameter({ Name: '/a/b' });
  const domain = 'id.example.com';
  const { CertificateArn } = await new ACM(client).requestCertificate({ DomainName: domain });
  const s3 = new S3({ ...client, forcePathStyle: true });
  const Bucket = 'contract-bucket';
  const logs = new CloudWatchLogs(client);
  const aws = makeAws({ region, local: { endpoint, credentials } });
  return {
    ...{ aws, profile },
    secret: { arn: secret.ARN ?? '', value },
    parameter: { arn: Parameter?.ARN ?? '', value },
    certificate: { arn: CertificateArn ?? '', domain },
    async bucket() {
      await s3.createBucket({ Bucket });
      return Bucket;
    },
    wait: () => Promise.resolve(),
    async putLogEvents(logGroupName, logStreamName, logEvents) {
      await logs.createLogStream({ logGroupName, logStreamName });
      await logs.putLogEvents({ logGroupName, logStreamName, logEvents: [...logEvents] });
    },
    close: stop,
  };
}

awsContract('moto', moto, {
  without: {
    CloudWatch: 'kc-eb does not call it',
    'Beanstalk: applications and versions': 'moto has no application versions',
    'Beanstalk: environments': 'moto has no deployments, events or health',
  },
  departures: {
    'events are filtered by terms': 'moto has no filter patterns with ?',
    'events are filtered by the prefix of their stream': 'moto ignores logStreamNamePrefix',
    'events of several streams come in order of time':
      'moto sorts only with the parameter interleaved; CloudWatch Logs has ignored it since 2019',
    'a simulation has a decision for each action': 'moto has no policy simulation and answers with HTML',
  },
});
