/** docker compose on an instance. */
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { DeploymentFailure } from '../base/ports.ts';
import { must, type Work } from './phases.ts';

/** Started containers are watched for an early end: so many looks, so far apart. */
const looks = 5;
const lookEveryMs = 1_000;
const phase = 'docker compose up';

const containerSchema = z.object({ Name: z.string(), State: z.string(), ExitCode: z.number() });

/** The project's name is its folder's, so a new version replaces the old one. */
export async function composeUp(work: Work, cwd: string): Promise<void> {
  // Images that are there already are not asked for again: the tags of a bundle are immutable.
  await must(
    work,
    'docker compose pull',
    compose('pull', '--quiet', '--policy', 'missing', '--ignore-buildable'),
    {
      cwd,
    },
  );
  await must(work, 'docker compose build', compose('build'), { cwd });
  await must(work, phase, compose('up', '--detach', '--no-color'), { cwd });
  for (let look = 0; look < looks; look += 1) {
    await work.sleep(lookEveryMs);
    await refuseEnded(work, cwd);
  }
}

export async function composeDown(work: Work, cwd: string): Promise<void> {
  await must(work, 'docker compose down', compose('down', '--remove-orphans'), { cwd });
}

async function refuseEnded(work: Work, cwd: string): Promise<void> {
  const { exitCode, lines } = await work.shell.exec(compose('ps', '--all', '--format', 'json'), { cwd });
  if (exitCode !== 0) throw new DeploymentFailure(phase, 'docker compose ps failed.', lines);
  const containers = lines
    .filter((line) => line.startsWith('{'))
    .map((line) => containerSchema.parse(JSON.parse(line)));
  const ended = containers.find(
    ({ State, ExitCode }) => State === 'restarting' || (State === 'exited' && ExitCode !== 0),
  );
  if (ended === undefined) return;
  const last = await work.shell.exec(compose('logs', '--no-color', '--tail', '50'), { cwd });
  throw new DeploymentFailure(
    phase,
    `The container ${ended.Name} has ended with exit code ${ended.ExitCode}.`,
    last.lines.slice(-50).map(stripVTControlCharacters),
  );
}

function compose(...argv: string[]): string[] {
  return ['docker', 'compose', '--progress', 'plain', ...argv];
}
