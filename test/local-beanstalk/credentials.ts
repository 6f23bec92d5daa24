/** The key that servers of tests accept. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { localKeyId } from '../../src/local-beanstalk/base/credentials.ts';
import { provideSecrets } from '../../src/local-beanstalk/identity/project-secrets.ts';
import { statePaths } from '../../src/local-beanstalk/base/state.ts';

export const localCredentials = { accessKeyId: localKeyId, secretAccessKey: 'key-of-the-tests' };

/** Creates the files that `kc-eb local start` writes before the server, with the key of the tests. */
export async function provideState(projectFolder: string): Promise<void> {
  await provideSecrets(statePaths(projectFolder).secrets);
  writeAccessKey(projectFolder);
}

export function writeAccessKey(projectFolder: string): void {
  const { accessKey } = statePaths(projectFolder);
  mkdirSync(dirname(accessKey), { recursive: true });
  writeFileSync(accessKey, localCredentials.secretAccessKey, { mode: 0o600 });
}
