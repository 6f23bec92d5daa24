import type { LocalFlags } from '../../command-line.ts';
import { UserError } from '../../base/user-error.ts';
import { resetLocal } from '../../local-beanstalk/machine/stop.ts';
import type { Deps } from '../../ports.ts';
import { prompt } from '../../terminal/prompt.ts';

/** Deletes all that Local Beanstalk holds of this project, after a confirmation. */
export async function run(deps: Deps, flags: LocalFlags['reset']): Promise<void> {
  if (flags.yes !== true) await requireConsent(deps);
  const removed = await resetLocal(deps.files.root, (text) => {
    deps.reporter.emit({ type: 'message', level: 'info', text });
  });
  const { containers, volumes, networks } = removed;
  const text = `Local Beanstalk is reset: ${containers} containers, ${volumes} volumes and ${networks} networks deleted, with the state in .kc-eb/local.`;
  deps.reporter.emit({ type: 'result', data: removed, text });
}

async function requireConsent(deps: Deps): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new UserError(
      'usage',
      'kc-eb local reset deletes environments and databases and needs a confirmation.',
      { hint: 'Run kc-eb local reset --yes.' },
    );
  }
  const message = `Delete the local environments, databases and logs of ${deps.files.root}?`;
  const consent = await prompt(deps, ({ confirm }, context) => confirm({ message, default: false }, context));
  if (!consent) throw new UserError('interrupted', 'Nothing was deleted.');
}
