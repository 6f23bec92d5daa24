import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { makeAws } from '../../src/aws/clients.ts';
import type { Aws } from '../../src/ports.ts';
import { pythonPrograms } from './python.ts';

/** moto's server with CloudFormation, as an account of AWS that is empty after each reset. */
export interface Account {
  /** Configuration of an SDK client. */
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  aws: Aws;
  /** Makes the account empty. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const region = 'us-east-1';
const credentials = { accessKeyId: 'moto', secretAccessKey: 'moto' };

export async function openAccount(): Promise<Account> {
  const programs = await pythonPrograms('test/foreign/requirements.txt');
  const server = execa(join(programs, 'python'), ['test/foreign/moto_account.py'], {
    ...{ reject: false, buffer: false },
    // Seconds until a requested certificate is issued.
    env: { MOTO_ACM_VALIDATION_WAIT: '0' },
  });
  const first = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    void server.then(({ exitCode }) => {
      reject(new Error(`moto ended with code ${exitCode ?? '?'}`));
    });
  });
  const { endpoint } = JSON.parse(first) as { endpoint: string };
  return {
    client: { endpoint, region, credentials },
    aws: makeAws({ region, local: { endpoint, credentials } }),
    async reset() {
      const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
      if (!ok) throw new Error(`moto was not reset: ${status}`);
    },
    async stop() {
      server.kill();
      await server;
    },
  };
}
