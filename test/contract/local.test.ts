import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { makeAws } from '../../src/aws/clients.ts';
import { assembleServer } from '../../src/local-beanstalk/server.ts';
import { localRegion as region } from '../../src/local-beanstalk/base/constants.ts';
import { localCredentials as credentials, provideState } from '../local-beanstalk/credentials.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import { readSecret, secretArn } from '../../src/local-beanstalk/identity/project-secrets.ts';
import { statePaths } from '../../src/local-beanstalk/base/state.ts';
import { awsContract } from './aws-contract.ts';
import { storageLocation } from './subject.ts';

/** The SDK's real clients over HTTP; instances only report. */
awsContract(
  'Local Beanstalk',
  async () => {
    const projectFolder = mkdtempSync(join(tmpdir(), 'kc-eb-contract-'));
    const { secrets } = statePaths(projectFolder);
    await provideState(projectFolder);
    const apiPort = await freePort(14_599);
    const server = await assembleServer({
      project: 'feedc0de',
      projectFolder,
      apiPort,
      balancerPort: await freePort(18_080),
      pace: 1_000,
    });
    const endpoint = `http://127.0.0.1:${apiPort}`;
    const logs = new CloudWatchLogs({ endpoint, region, credentials });
    const cloudWatch = new CloudWatch({ endpoint, region, credentials, maxAttempts: 1 });
    const aws = makeAws({ region, local: { endpoint, credentials } });
    const profile = 'contract-profile';
    const iam = new IAM({ endpoint, region, credentials });
    const trust = { Version: '2012-10-17', Statement: [] };
    await iam.createRole({ RoleName: profile, AssumeRolePolicyDocument: JSON.stringify(trust) });
    await iam.createInstanceProfile({ InstanceProfileName: profile });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: profile, RoleName: profile });
    return {
      ...{ aws, profile },
      bucket: () => storageLocation(aws),
      secret: { arn: secretArn('admin-password'), value: await readSecret(secrets, 'admin-password') },
      cloudWatch,
      wait: () => sleep(50),
      async putLogEvents(logGroupName, logStreamName, logEvents) {
        await logs.createLogStream({ logGroupName, logStreamName });
        await logs.putLogEvents({ logGroupName, logStreamName, logEvents: [...logEvents] });
      },
      async close() {
        await server.close();
        rmSync(projectFolder, { recursive: true, force: true });
      },
    };
  },
  {
    without: {
      ACM: 'not served',
      'SSM parameters': 'not served',
    },
    departures: { 'a simulation has a decision for each action': 'policies are not evaluated' },
  },
);
