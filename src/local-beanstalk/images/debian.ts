/** The Debian base of stand-ins: pulled, or built with debootstrap and imported. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { messageOf, UserError } from '../../base/user-error.ts';
import type { Docker } from '../base/docker.ts';
import { installPackages, isOnPath } from '../machine/engine-setup.ts';
import { tryPull } from './pull.ts';
import type { DebianSuite } from './recipes.ts';

const mirror = 'http://deb.debian.org/debian';
/** Left out of the image; the folders of man pages stay. */
const excluded = ['./var/lib/apt/lists/*', './var/cache/apt/*', './usr/share/doc/*', './usr/share/locale/*'];

const providing = new Map<DebianSuite, Promise<string>>();

/** Returns the reference to build FROM. Simultaneous builds share one base. */
export function provideDebian(
  docker: Docker,
  suite: DebianSuite,
  onLine: (line: string) => void,
): Promise<string> {
  const running = providing.get(suite);
  if (running !== undefined) return running;
  const started = provide(docker, suite, onLine);
  providing.set(suite, started);
  return started;
}

async function provide(docker: Docker, suite: DebianSuite, onLine: (line: string) => void): Promise<string> {
  const imported = `kc-eb/debian:${suite}`;
  const published = `public.ecr.aws/docker/library/debian:${suite}-slim`;
  for (const reference of [imported, published]) {
    const { exitCode } = await docker.attempt(['image', 'inspect', reference]);
    if (exitCode === 0) return reference;
  }
  if (await tryPull(docker, published, onLine)) return published;
  await bootstrap(docker, suite, imported, onLine);
  return imported;
}

async function bootstrap(
  docker: Docker,
  suite: DebianSuite,
  reference: string,
  onLine: (line: string) => void,
): Promise<void> {
  if (!(await isOnPath('debootstrap'))) await installPackages(['debootstrap'], onLine);
  const folder = await mkdtemp(join(tmpdir(), 'kc-eb-debian-'));
  try {
    const child = execa(
      'debootstrap',
      ['--variant=minbase', '--include=ca-certificates', suite, folder, mirror],
      {
        all: true,
      },
    );
    for await (const line of child.iterable({ from: 'all' })) onLine(line);
    await child;
    // A failed build discards its layers: dpkg need not wait for the disk.
    await writeFile(join(folder, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
    const exclusions = excluded.map((pattern) => `--exclude=${pattern}`);
    await docker.pipe(['tar', '-C', folder, ...exclusions, '-c', '.'], ['import', '-', reference]);
  } catch (error) {
    throw new UserError('engine', `Debian ${suite} could not be built: ${messageOf(error)}`, {
      hint: `Run as root on a machine that reaches ${mirror}.`,
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
