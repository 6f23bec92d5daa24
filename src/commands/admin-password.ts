import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { confirmYes } from '../terminal/prompt.ts';

/** Prints the admin's password: the only command that prints a secret. */
export async function run(deps: Deps, { admin }: Config, flags: Flags['adminPassword']): Promise<void> {
  if (flags.yes !== true) {
    const effect = `This prints the password of ${admin.username} in clear.`;
    await confirmYes(deps, { effect, hint: 'Run kc-eb admin-password --yes.' });
  }
  const password = (await deps.aws.secret(admin.password)).reveal();
  deps.reporter.emit({ type: 'result', data: { username: admin.username, password }, text: password });
}
