/** Files of Maven Central, cached below ~/.cache/kc-eb. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../../base/user-error.ts';

/** The best first. Up to Keycloak 26.0, Maven Central has SHA-1 only. */
const checksums = ['sha512', 'sha1'] as const;
const repository = 'https://repo1.maven.org/maven2';

/**
 * Returns the local path of a repository file, e.g. "org/keycloak/…/NAME.tar.gz"; downloads and checks it first when it
 * is missing. Throws UserError 'engine'.
 */
export async function provideMavenFile(path: string, onLine: (line: string) => void): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kc-eb');
  const file = join(cache, basename(path));
  if (existsSync(file)) return file;
  await mkdir(cache, { recursive: true });
  const url = `${repository}/${path}`;
  onLine(`downloading ${url}`);
  const { algorithm, wanted } = await findChecksum(url);
  const partial = `${file}.${process.pid}`;
  try {
    const response = await get(url);
    if (!response?.body) throw absent(url);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(partial));
    const found = await digest(algorithm, partial);
    if (found !== wanted) {
      throw new UserError('engine', `Wrong ${algorithm} of ${url}: ${found} instead of ${wanted}`, {
        hint: 'Try again. A proxy between this machine and Maven Central may change downloads.',
      });
    }
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return file;
}

async function findChecksum(url: string): Promise<{ algorithm: string; wanted: string }> {
  for (const algorithm of checksums) {
    const response = await get(`${url}.${algorithm}`);
    if (response !== undefined) return { algorithm, wanted: (await response.text()).trim() };
  }
  throw absent(url);
}

/** undefined for 404. */
async function get(url: string): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    // The message of fetch is "fetch failed"; the cause has the reason.
    const reason = messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
    throw new UserError('engine', `Request failed: ${url}: ${reason}`, {
      hint: 'Behind a TLS proxy, set NODE_EXTRA_CA_CERTS to its certificate.',
      cause: error,
    });
  }
  if (response.status === 404) return undefined;
  if (!response.ok) throw new UserError('engine', `${url} returned ${response.status}.`);
  return response;
}

function absent(url: string): UserError {
  return new UserError('engine', `Not found on Maven Central: ${basename(url)}`, {
    hint: `See the releases at ${new URL('..', url).href}`,
  });
}

async function digest(algorithm: string, path: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
