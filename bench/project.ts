/** A project on Local Beanstalk without containers, on which measures run the built command line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../src/local-beanstalk/base/free-port.ts';
import { writeStubDocker } from '../test/faults/stub-docker.ts';
import { type Invocation, program } from './processes.ts';

export const environment = 'id-bench';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret';
const projectYaml = (instances: number, release: string): string => `application: id
environment: ${environment}
region: us-east-1
keycloak: { version: ${release}, hostname: https://id.example.com }
database: { vendor: postgres, host: db.example.com, password: '${arn}:db-AbCdEf' }
admin: { password: '${arn}:admin-AbCdEf' }
instances: { min: ${instances}, max: ${instances} }
`;

export interface BenchProject {
  readonly folder: string;
  /** Where Local Beanstalk answers. */
  readonly endpoint: string;
  /** A command of kc-eb in this project; it adds --local. */
  kcEb(...argv: readonly string[]): Invocation;
  /** Runs it to its end and returns its stdout. Throws for an exit code other than 0. */
  run(...argv: readonly string[]): string;
  write(path: string, content: string): void;
  /** Stops the server and deletes the folder. */
  remove(): void;
}

/** Starts Local Beanstalk; the first deploy creates the environment with so many instances. `engine`: a stub builds nothing. */
export async function openProject(
  instances = 2,
  { release = '26.7.3', engine = 'stub' }: { release?: string; engine?: 'stub' | 'docker' } = {},
): Promise<BenchProject> {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-bench-'));
  // Below the ports that systems give to connections.
  const port = await freePort(20_000 + Math.floor(Math.random() * 12_000));
  const endpoint = `http://127.0.0.1:${port}`;
  const stub = await writeStubDocker(join(folder, '.bench'), endpoint);
  const path = process.env['PATH'] ?? '';
  const env = {
    PATH: engine === 'stub' ? `${stub}:${path}` : path,
    HOME: join(folder, '.bench'),
    XDG_STATE_HOME: join(folder, '.bench'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const call = (argv: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...argv], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('kc-eb.yaml', projectYaml(instances, release));
  call(['local', 'start', '--reporting-only', '--port', `${port}`, '--pace', '1000']);
  return {
    ...{ folder, endpoint, write },
    kcEb: (...argv) => ({ argv: [process.execPath, program, ...argv, '--local'], cwd: folder, env }),
    run: (...argv) => call([...argv, '--local']),
    remove() {
      call(['local', 'stop']);
      rmSync(folder, { recursive: true });
    },
  };
}
