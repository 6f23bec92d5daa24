/** docker compose on an instance. */
import { runPhase, type Work } from './phases.ts';

/**
 * The folder names the Compose project: a new version replaces the old one. Does not look at the containers afterwards:
 * no document of AWS has such a check.
 */
export async function composeUp(work: Work, cwd: string): Promise<void> {
  // Present images are current: the tags of a bundle are immutable.
  await runPhase(
    work,
    'docker compose pull',
    compose('pull', '--quiet', '--policy', 'missing', '--ignore-buildable'),
    { cwd },
  );
  await runPhase(work, 'docker compose build', compose('build'), { cwd });
  await runPhase(work, 'docker compose up', compose('up', '--detach', '--no-color'), { cwd });
}

export async function composeDown(work: Work, cwd: string): Promise<void> {
  await runPhase(work, 'docker compose down', compose('down', '--remove-orphans'), { cwd });
}

function compose(...argv: string[]): string[] {
  return ['docker', 'compose', '--progress', 'plain', ...argv];
}
