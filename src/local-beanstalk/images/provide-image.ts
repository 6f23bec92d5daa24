/** Gets an image from its registry or, where that cannot be reached, builds its stand-in. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../base/user-error.ts';
import type { Docker } from '../base/docker.ts';
import { extractKeycloak } from './keycloak-distribution.ts';
import { provideDebian } from './debian.ts';
import { tryPull } from './pull.ts';
import type { Recipe, StandIn } from './recipes.ts';

const templates = fileURLToPath(new URL('../../../templates/local/', import.meta.url));
/** On stand-ins: the hash of what they were made of. */
const recipeLabel = 'kc-eb.recipe';

export interface ProvidedImage {
  /** What to run or to build upon. */
  reference: string;
  origin: 'present' | 'pulled' | 'built';
}

/** Throws UserError 'engine' when it can neither be pulled nor built. */
export async function provideImage(
  docker: Docker,
  recipe: Recipe,
  onLine: (line: string) => void,
): Promise<ProvidedImage> {
  const hash = recipe.standIn && (await recipeHash(recipe.standIn));
  const reference = recipe.published ?? `kc-eb/${recipe.name}:${hash ?? 'none'}`;
  const present = await inspect(docker, reference);
  // A real image has no recipe; a stand-in is made again when its recipe has changed.
  if (present !== undefined && (present === '' || present === hash)) return { reference, origin: 'present' };
  if (recipe.published !== undefined && (await tryPull(docker, recipe.published, onLine))) {
    return { reference, origin: 'pulled' };
  }
  if (recipe.standIn === undefined || hash === undefined) {
    throw new UserError(
      'engine',
      `The image ${reference} cannot be pulled, and nothing here stands in for it.`,
      {
        hint: `docker pull ${reference} shows why; its registry must be reachable.`,
      },
    );
  }
  await build(docker, reference, recipe.standIn, hash, onLine);
  return { reference, origin: 'built' };
}

/** The recipe label of a local image, "" when it has none; undefined when the image is absent. */
async function inspect(docker: Docker, reference: string): Promise<string | undefined> {
  const { exitCode, lines } = await docker.attempt([
    ...[
      'image',
      'inspect',
      reference,
      '--format',
      `{{with .Config.Labels}}{{index . "${recipeLabel}"}}{{end}}`,
    ],
  ]);
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
    // The classic builder is there without buildx; the host's network, because apt must reach its mirror.
    const { exitCode, lines } = await docker.attempt(
      [
        ...['build', '--network', 'host', '--label', `${recipeLabel}=${hash}`, '--tag', reference],
        ...[...buildArgs, context],
      ],
      { env: { DOCKER_BUILDKIT: '0' }, onLine },
    );
    if (exitCode !== 0) {
      throw new UserError('engine', `Building ${reference} failed:\n${lines.slice(-15).join('\n')}`);
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
