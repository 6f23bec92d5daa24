/** Keycloak's distribution from Maven Central. */
import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';
import { provideMavenFile } from './maven-central.ts';

/** Extracts the distribution into `folder`, without the first part of its paths. Throws UserError 'engine'. */
export async function extractKeycloak(
  version: string,
  folder: string,
  onLine: (line: string) => void,
): Promise<void> {
  const name = `keycloak-quarkus-dist-${version}.tar.gz`;
  const archive = await provideMavenFile(`org/keycloak/keycloak-quarkus-dist/${version}/${name}`, onLine);
  await mkdir(folder, { recursive: true });
  await execa('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
}
