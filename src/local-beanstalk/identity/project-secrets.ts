/** The generated secrets of a project, with made-up ARNs. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localAccount, localRegion } from '../base/constants.ts';

const names = ['database-password', 'admin-password'] as const;
type SecretName = (typeof names)[number];

/** Creates missing secrets; existing ones keep their value. */
export async function provideSecrets(folder: string): Promise<void> {
  // The folder is private, not the files: the database's user reads them in its container.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of names) {
    const path = join(folder, name);
    // Real passwords may contain "$", which has broken deployments.
    if (!existsSync(path)) await writeFile(path, `${randomBytes(12).toString('base64url')}$x`);
  }
}

export function readSecret(folder: string, name: SecretName): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

export function secretArn(name: SecretName): string {
  return `arn:aws:secretsmanager:${localRegion}:${localAccount}:secret:kc-eb-local/${name}-000000`;
}

/** Values by ARN, for GetSecretValue. */
export async function readSecrets(folder: string): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(names.map(async (name) => [secretArn(name), await readSecret(folder, name)] as const)),
  );
}
