/**
 * Bytes of each kind of change: what `docker push` sends to the registry, and what an instance lacks that runs the version
 * before. The engine builds and pushes real images; the instances only report.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchProject, openProject } from './project.ts';
import type { Measure } from './report.ts';

/** KC_EB_BENCH_RELEASES names others. */
const releases = (process.env['KC_EB_BENCH_RELEASES'] ?? '22.0.5 25.0.6 26.7.3').split(' ');

interface Change {
  readonly kind: string;
  readonly path: string;
  readonly content: string;
}

const certificate = new URL('../test/versions/project/certificates/ca.pem', import.meta.url);

/** An archive without entries. */
const emptyJar = `PK\u0005\u0006${'\0'.repeat(18)}`;

/** The last two repeat a kind that was there: what follows it in the image stays. */
const changes: readonly Change[] = [
  { kind: 'provider', path: 'providers/own.jar', content: emptyJar },
  { kind: 'certificate', path: 'certificates/own.pem', content: readFileSync(certificate, 'utf8') },
  { kind: 'realm', path: 'realms/own-realm.json', content: '{ "realm": "own", "enabled": true }\n' },
  { kind: 'theme', path: 'themes/own/login/theme.properties', content: 'parent=keycloak\n' },
  { kind: 'theme once more', path: 'themes/own/login/theme.properties', content: 'parent=base\n' },
  { kind: 'realm below themes', path: 'realms/own-realm.json', content: '{ "realm": "own" }\n' },
];

/** Digest → bytes of what an instance pulls for the newest image of Keycloak. */
function newestImage(store: string): ReadonlyMap<string, number> {
  const repositories = JSON.parse(readFileSync(join(store, 'repositories.json'), 'utf8')) as Record<
    string,
    { images: Record<string, { pushedAt: string }>; tags: Record<string, string> }
  >;
  const pushed = Object.values(repositories).flatMap(({ images, tags }) =>
    Object.entries(tags)
      .filter(([tag]) => !tag.startsWith('nginx-'))
      .map(([, digest]) => ({ digest, at: images[digest]?.pushedAt ?? '' })),
  );
  const [newest] = pushed.toSorted((one, other) => (one.at < other.at ? 1 : -1));
  const path = join(store, 'blobs', newest?.digest.replace('sha256:', '') ?? '');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    config: { digest: string; size: number };
    layers: { digest: string; size: number }[];
  };
  return new Map([manifest.config, ...manifest.layers].map(({ digest, size }) => [digest, size]));
}

/** Digest → bytes of all that was pushed. */
function stored(store: string): ReadonlyMap<string, number> {
  const folder = join(store, 'blobs');
  return new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));
}

/** Returns the kilobytes of `after` that `before` lacks. */
function added(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  let bytes = 0;
  for (const [digest, size] of after) if (!before.has(digest)) bytes += size;
  return bytes / 1e3;
}

/** Deploys, and returns the kilobytes that were pushed, and that an instance pulls. */
function deploy(project: BenchProject, before?: Deployed): Deployed & { pushedKb: number; pulledKb: number } {
  project.run('deploy');
  const store = join(project.folder, '.kc-eb/local/store/ecr');
  const [blobs, image] = [stored(store), newestImage(store)];
  return {
    ...{ blobs, image },
    pushedKb: added(before?.blobs ?? new Map(), blobs),
    pulledKb: added(before?.image ?? new Map(), image),
  };
}

interface Deployed {
  readonly blobs: ReadonlyMap<string, number>;
  readonly image: ReadonlyMap<string, number>;
}

function hasEngine(): boolean {
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const imageBytes: Measure = {
  name: 'image-bytes',
  async run(report) {
    if (!hasEngine()) {
      report.skip('Bytes of images', 'a Docker daemon did not answer.');
      return;
    }
    for (const release of releases) {
      const project = await openProject(2, { release, engine: 'docker' });
      try {
        let last: Deployed | undefined;
        for (const { kind, path, content } of [
          { kind: 'first', path: '.bench/empty', content: '' },
          ...changes,
        ]) {
          project.write(path, content);
          const { pushedKb, pulledKb, ...deployed } = deploy(project, last);
          last = deployed;
          report.row({ command: `${release}, ${kind}: pushed`, value: pushedKb, unit: 'kB' });
          report.row({ command: `${release}, ${kind}: pulled`, value: pulledKb, unit: 'kB' });
        }
      } finally {
        project.remove();
      }
    }
  },
};
