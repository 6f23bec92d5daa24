/** Pulls an image, or builds its stand-in when the registry is unreachable. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import { packageFile } from '../../package.ts';
import type { Docker } from '../base/docker.ts';
import { extractKeycloak } from './keycloak-distribution.ts';
import { provideDebian } from './debian.ts';
import { tryPull } from './pull.ts';
import type { Recipe, StandIn } from './recipes.ts';

const templates = packageFile('templates/local');
/** The label of a stand-in: the hash of its recipe. */
const recipeLabel = 'kc-eb.recipe';

export interface ProvidedImage {
  /** The image to run or to build on. */
  reference: string;
  origin: 'present' | 'pulled' | 'built';
}

/** Throws UserError 'engine' when both the pull and the build fail. */
export async function provideImage(
  docker: Docker,
  recipe: Recipe,
  onLine: (line: string) => void,
): Promise<ProvidedImage> {
  const hash = recipe.standIn && (await recipeHash(recipe.standIn));
  const reference = recipe.published ?? `kc-eb/${recipe.name}:${hash ?? 'none'}`;
  const present = await inspect(docker, reference);
  // A published image has no recipe label; a changed recipe rebuilds the stand-in.
  if (present !== undefined && (present === '' || present === hash)) return { reference, origin: 'present' };
  if (recipe.published !== undefined && (await tryPull(docker, recipe.published, onLine))) {
    return { reference, origin: 'pulled' };
  }
  if (recipe.standIn === undefined || hash === undefined) {
    throw new UserError('engine', `docker pull failed, and the image has no stand-in: ${reference}`, {
      hint: `See the reason with docker pull ${reference}`,
    });
  }
  await build(docker, reference, recipe.standIn, hash, onLine);
  return { reference, origin: 'built' };
}

/** The recipe label of a local image, or ""; undefined for a missing image. */
async function inspect(docker: Docker, reference: string): Promise<string | undefined> {
  const format = `{{with .Config.Labels}}{{index . "${recipeLabel}"}}{{end}}`;
  const { exitCode, lines } = await docker.attempt(['image', 'inspect', reference, '--format', format]);
  return exitCode === 0 ? (lines[0] ?? '').trim() : undefined;
}

async function build(
  docker: Docker,
  reference: string,
  standIn: StandIn,
  hash: string,
  onLine: (line: string) => void,
): Promise<void> {
  const base = await provideDebian(docker, standIn.suite, onLine);
  const context = await mkdtemp(join(tmpdir(), 'kc-eb-image-'));
  try {
    await cp(join(templates, standIn.folder), context, { recursive: true });
    if (standIn.keycloak !== undefined)
      await extractKeycloak(standIn.keycloak, join(context, 'keycloak'), onLine);
    const buildArgs = Object.entries({ BASE: base, ...standIn.buildArgs }).flatMap(([key, value]) => [
      '--build-arg',
      `${key}=${value}`,
    ]);
    onLine(`building ${reference}`);
    // The classic builder needs no buildx. apt needs the host's network to reach its mirror.
    const { exitCode, lines } = await docker.attempt(
      [
        ...['build', '--network', 'host', '--label', `${recipeLabel}=${hash}`, '--tag', reference],
        ...[...buildArgs, context],
      ],
      { env: { DOCKER_BUILDKIT: '0' }, onLine },
    );
    if (exitCode !== 0) {
      throw new UserError('engine', `docker build of ${reference} failed:\n${lines.slice(-15).join('\n')}`);
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** 12 hexadecimal digits over the recipe and the files of its folder. */
async function recipeHash(standIn: StandIn): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(standIn));
  const folder = join(templates, standIn.folder);
  for (const name of (await readdir(folder)).sort()) {
    hash.update(`\0${name}\0`).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
