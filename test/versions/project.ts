/** The project that a proof deploys: kc-eb.yaml made here, the user's files from project/. */
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { provideMavenFile } from '../../src/local-beanstalk/images/maven-central.ts';
import type { Files } from '../../src/ports.ts';

/**
 * `plain`: only the answers of kc-eb init. `everything`: files of each kind, a path, features, options. `aurora`: the AWS
 * JDBC wrapper, which supports any PostgreSQL. `file`: a cache file for a release with a built-in stack.
 */
export type Variant = 'plain' | 'everything' | 'aurora' | 'file';

/** https://www.keycloak.org/server/db */
const wrapper = 'software/amazon/jdbc/aws-advanced-jdbc-wrapper/2.6.0/aws-advanced-jdbc-wrapper-2.6.0.jar';

/** The realm in project/realms. */
export const realm = { name: 'proof', displayName: 'Proof of versions' };

const everything = `
  relativePath: /auth
  features: [scripts]
  disabledFeatures: [impersonation]
  buildOptions:
    transaction-xa-enabled: 'false'
  env:
    KC_LOG_LEVEL: info
    PROOF_NAME: ${realm.displayName}`;

const secret = (name: string): string =>
  `arn:aws:secretsmanager:us-east-1:123456789012:secret:proof/${name}-AbCdEf`;

export async function makeProject(
  files: Files,
  options: { version: string; variant: Variant; databaseHost: string; databaseName: string },
): Promise<void> {
  const { version, variant, databaseHost, databaseName } = options;
  await files.write(
    'kc-eb.yaml',
    `application: proof
environment: proof
region: us-east-1
keycloak:
  version: ${version}
  hostname: https://id.example.com${variant === 'everything' ? everything : ''}
database:
  vendor: ${variant === 'aurora' ? 'aurora-postgres' : 'postgres'}
  host: ${databaseHost}
  name: ${databaseName}
  password: ${secret('database')}
network:
  certificate: arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555
admin:
  username: root
  password: ${secret('admin')}
${variant === 'file' ? 'cluster: { cache: file }\n' : ''}`,
  );
  if (variant === 'everything')
    await cp(join(import.meta.dirname, 'project'), files.root, { recursive: true });
  if (variant === 'aurora') {
    const jar = await provideMavenFile(wrapper, () => undefined);
    await cp(jar, join(files.root, 'providers', basename(jar)));
  }
}
