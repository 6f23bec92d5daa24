import { confirm } from '@inquirer/prompts';
import type { LocalFlags } from '../../command-line.ts';
import { UserError } from '../../base/user-error.ts';
import { resetLocal } from '../../local-beanstalk/machine/stop.ts';
import type { Deps } from '../../ports.ts';

/** Removes everything that Local Beanstalk holds of this project, once confirmed. */
export async function run(deps: Deps, flags: LocalFlags['reset']): Promise<void> {
  if (flags.yes !== true) await requireConsent(deps);
  const removed = await resetLocal(deps.files.root, (text) => {
    deps.reporter.emit({ type: 'message', level: 'info', text });
  });
  const { containers, volumes, networks } = removed;
  const text = `Local Beanstalk is reset: ${containers} containers, ${volumes} volumes and ${networks} networks removed, with the state in .kc-eb/local.`;
  deps.reporter.emit({ type: 'result', data: removed, text });
}

async function requireConsent(deps: Deps): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new UserError('usage', 'local reset removes environments and databases; it must be confirmed.', {
      hint: 'kc-eb local reset --yes',
    });
  }
  const message = `Remove the local environments, databases and logs of ${deps.files.root}?`;
  if (!(await confirm({ message, default: false }, { signal: deps.signal }))) {
    throw new UserError('interrupted', 'Nothing was removed.');
  }
}
