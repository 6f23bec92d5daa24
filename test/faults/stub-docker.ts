/** A `docker` on PATH that builds nothing, and pushes over the registry's HTTP API. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Returns the folder to put first on PATH. */
export async function writeStubDocker(folder: string, endpoint: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const program = join(bin, 'docker');
  await writeFile(program, `#!${process.execPath}\n${source(folder, endpoint)}`);
  await chmod(program, 0o755);
  return bin;
}

/** Digest → tag of every push, failed ones included. */
export async function readStubBuilds(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(buildsOf(folder), 'utf8').catch(() => '');
  return new Map(text.split('\n').map((line) => line.split(' ') as [string, string]));
}

function buildsOf(folder: string): string {
  return join(folder, 'docker-builds');
}

const source = (folder: string, endpoint: string): string => `
const { createHash, randomUUID } = require('node:crypto');
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const [verb, ...rest] = process.argv.slice(2);
const login = ${JSON.stringify(join(folder, 'docker-login'))};
async function ask(method, path, body) {
  const authorization = 'Basic ' + Buffer.from('AWS:' + readFileSync(login, 'utf8')).toString('base64');
  const response = await fetch(new URL(path, ${JSON.stringify(endpoint)}), { method, body, headers: { authorization } });
  if (!response.ok) throw new Error(method + ' ' + path + ': ' + response.status + ' ' + (await response.text()));
  return response;
}
const digestOf = (content) => 'sha256:' + createHash('sha256').update(content).digest('hex');
async function push(uri) {
  const [, repository, tag] = /^[^/]+\\/(.+):([^:]+)$/.exec(uri);
  const layer = Buffer.from(randomUUID());
  const digest = digestOf(layer);
  const begun = await ask('POST', '/v2/' + repository + '/blobs/uploads/');
  await ask('PUT', begun.headers.get('location') + '?digest=' + digest, layer);
  const layers = [{ digest, size: layer.length, mediaType: 'application/vnd.oci.image.layer.v1.tar' }];
  const manifest = JSON.stringify({ schemaVersion: 2, config: layers[0], layers });
  appendFileSync(${JSON.stringify(buildsOf(folder))}, digestOf(manifest) + ' ' + tag + '\\n');
  await ask('PUT', '/v2/' + repository + '/manifests/' + tag, manifest);
}
if (verb === 'login') writeFileSync(login, readFileSync(0, 'utf8').trim());
else if (verb === 'push') push(rest.at(-1)).catch((error) => { console.error(String(error)); process.exit(1); });
else if (verb === 'run') console.log('{"keycloak":{"version":"26.7.3"}}');
`;
