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
  const wanted = (await (await get(`${url}.sha512`, version)).text()).trim();
  const partial = `${archive}.${process.pid}`;
  try {
    const { body } = await get(url, version);
    if (body === null) throw new UserError('engine', `${url} answered with nothing.`);
    await pipeline(Readable.fromWeb(body), createWriteStream(partial));
    const found = await sha512(partial);
    if (found !== wanted) {
      throw new UserError('engine', `${url} has SHA-512 ${found}, but ${name}.sha512 says ${wanted}.`, {
        hint: 'The download was damaged, or something stands between this machine and Maven Central.',
      });
    }
    await rename(partial, archive);
  } finally {
    await rm(partial, { force: true });
  }
  return archive;
}

async function get(url: string, version: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new UserError('engine', `${url} cannot be reached: ${messageOf(error)}`, { cause: error });
  }
  if (response.status === 404) {
    throw new UserError('engine', `Maven Central has no Keycloak ${version}.`, {
      hint: 'https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/ lists the releases.',
    });
  }
  if (!response.ok) throw new UserError('engine', `${url} answered ${response.status}.`);
  return response;
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
