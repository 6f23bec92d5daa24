/** Renders a project and builds its image, as deploy does: what an instance then needs to run it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { findEngine } from '../../src/engine/engine.ts';
import { projectFiles } from '../../src/system/files.ts';
import { dockerBuild } from '../../src/engine/commands.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Config } from '../../src/config/schema.ts';
import { environmentProperties } from '../../src/config/environment-properties.ts';
import { warnings } from '../../src/project/checks.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { renderImage } from '../../src/render/image.ts';
import { provideImage } from '../../src/local-beanstalk/images/provide-image.ts';
import { recipeOf } from '../../src/local/base-recipe.ts';
import type { Files } from '../../src/ports.ts';
import { readUserFiles } from '../../src/project/read-user-files.ts';
import type { Bench } from './bench.ts';
import { makeProject, type Variant } from './project.ts';

export interface Deployable {
  files: Files;
  config: Config;
  bundle: ReadonlyMap<string, string>;
  /** Content of .env as Beanstalk writes it, with the values of secrets. */
  properties: Record<string, string>;
  /** Output of docker build. */
  buildLines: string[];
  imageUri: string;
  /** The stage in which `kc.sh build` ran. */
  builderUri: string;
  remove(): Promise<void>;
}

/** `name`: of the project's folder and of the database, which is made. */
export async function makeDeployable(
  bench: Bench,
  name: string,
  version: string,
  variant: Variant,
): Promise<Deployable> {
  await mkdir(join(bench.folder, name));
  const files = projectFiles(join(bench.folder, name));
  await makeProject(files, { version, variant, databaseHost: bench.database.host, databaseName: name });
  await bench.makeDatabase(name);

  const config = parseConfig((await files.read('kc-eb.yaml')) ?? '', 'kc-eb.yaml');
  const userFiles = [...(await readUserFiles({ files })).imageFiles.keys()];
  expect(warnings(config, userFiles)).toEqual([]);
  const templates = await files.templates();
  await provideImage(bench.docker, recipeOf(`${config.keycloak.image}:${version}`), () => undefined);

  const imageUri = `kc-eb/proof:${name}`;
  const { texts, archives } = renderImage(config, templates, userFiles);
  const context = await files.stage(texts, archives);
  const buildLines: string[] = [];
  const builderUri = `${imageUri}-builder`;
  // A cached build does not repeat what it had to say. This stage comes first: the cache prefers the newest of equal layers,
  // and a later stage can have one.
  const engine = findEngine();
  const onLine = (line: string): number => buildLines.push(line);
  const stage = ['--no-cache', '--target', 'builder', '--tag', builderUri];
  const [build = '', ...options] = dockerBuild({ uri: imageUri, platform: 'linux/amd64' }, context);
  await engine.run([build, ...stage, context], { onLine });
  await engine.run([build, ...options], { onLine });
  await files.remove(context);
  return {
    ...{ files, config, buildLines, imageUri, builderUri },
    bundle: renderBundle(config, templates, {
      imageUri,
      proxyUri: 'none',
      userFiles,
      label: `${version}-proof`,
    }),
    properties: resolve(config, bench),
    async remove() {
      await bench.docker.attempt(['image', 'rm', imageUri, builderUri]);
    },
  };
}

function resolve(config: Config, { database, adminPassword }: Bench): Record<string, string> {
  const { plain, secrets } = environmentProperties(config);
  const values: Record<string, string> = {
    [config.database.password]: database.password,
    [config.admin.password]: adminPassword,
  };
  const resolved = Object.entries(secrets).map(([name, arn]) => [name, values[arn] ?? '']);
  return { ...plain, ...(Object.fromEntries(resolved) as Record<string, string>) };
}
