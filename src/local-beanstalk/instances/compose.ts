/** docker compose on an instance. */
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { DeploymentFailure } from '../base/ports.ts';
import { runPhase, type Work } from './phases.ts';

/** Checks of the started containers for an early exit. */
const checks = 5;
const checkEveryMs = 1_000;
const phase = 'docker compose up';

const containerSchema = z.object({ Name: z.string(), State: z.string(), ExitCode: z.number() });

/** The folder names the Compose project: a new version replaces the old one. */
export async function composeUp(work: Work, cwd: string): Promise<void> {
  // Present images are current: the tags of a bundle are immutable.
  await runPhase(
    work,
    'docker compose pull',
    compose('pull', '--quiet', '--policy', 'missing', '--ignore-buildable'),
    { cwd },
  );
  await runPhase(work, 'docker compose build', compose('build'), { cwd });
  await runPhase(work, phase, compose('up', '--detach', '--no-color'), { cwd });
  for (let check = 0; check < checks; check += 1) {
    await work.sleep(checkEveryMs);
    await failOnExit(work, cwd);
  }
}

export async function composeDown(work: Work, cwd: string): Promise<void> {
  await runPhase(work, 'docker compose down', compose('down', '--remove-orphans'), { cwd });
}

/** Throws DeploymentFailure when a container exited with an error or restarts. */
async function failOnExit(work: Work, cwd: string): Promise<void> {
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
    `Container ${ended.Name} ended with exit code ${ended.ExitCode}.`,
    last.lines.slice(-50).map(stripVTControlCharacters),
  );
}

function compose(...argv: string[]): string[] {
  return ['docker', 'compose', '--progress', 'plain', ...argv];
}
