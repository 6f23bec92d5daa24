/** Keycloak's distribution from Maven Central, kept below ~/.cache/kc-eb. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { messageOf, UserError } from '../../core/errors.ts';

/** Best first: of older releases, up to 26.0, Maven Central has SHA-1 only. */
const checksums = ['sha512', 'sha1'] as const;
const repository = 'https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist';

/** Unpacks it into `folder`, without its first path part. Throws UserError 'engine'. */
export async function extractKeycloak(
  version: string,
  folder: string,
  onLine: (line: string) => void,
): Promise<void> {
  const archive = await provideArchive(version, onLine);
  await mkdir(folder, { recursive: true });
  await execa('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
}

async function provideArchive(version: string, onLine: (line: string) => void): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kc-eb');
  const name = `keycloak-quarkus-dist-${version}.tar.gz`;
  const archive = join(cache, name);
  if (existsSync(archive)) return archive;
  await mkdir(cache, { recursive: true });
  const url = `${repository}/${version}/${name}`;
  onLine(`downloading ${url}`);
  const { algorithm, wanted } = await findChecksum(url, version);
  const partial = `${archive}.${process.pid}`;
  try {
    const response = await get(url);
    if (!response?.body) throw noSuchRelease(version);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(partial));
    const found = await digest(algorithm, partial);
    if (found !== wanted) {
      throw new UserError('engine', `${url} has the ${algorithm} ${found}; Maven Central says ${wanted}.`, {
        hint: 'The download was damaged, or something stands between this machine and Maven Central.',
      });
    }
    await rename(partial, archive);
  } finally {
    await rm(partial, { force: true });
  }
  return archive;
}

async function findChecksum(url: string, version: string): Promise<{ algorithm: string; wanted: string }> {
  for (const algorithm of checksums) {
    const response = await get(`${url}.${algorithm}`);
    if (response !== undefined) return { algorithm, wanted: (await response.text()).trim() };
  }
  throw noSuchRelease(version);
}

/** undefined for 404. */
async function get(url: string): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    // fetch says only "fetch failed"; why is in its cause.
    const why = messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
    throw new UserError('engine', `${url} cannot be reached: ${why}`, {
      hint: 'Behind a proxy that signs for others, NODE_EXTRA_CA_CERTS names its certificate.',
      cause: error,
    });
  }
  if (response.status === 404) return undefined;
  if (!response.ok) throw new UserError('engine', `${url} answered ${response.status}.`);
  return response;
}

function noSuchRelease(version: string): UserError {
  return new UserError('engine', `Maven Central has no Keycloak ${version}.`, {
    hint: 'https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/ lists the releases.',
  });
}

async function digest(algorithm: string, path: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
