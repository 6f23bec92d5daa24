import { createAdmin, type CreatedAdmin } from '../access/create-admin.ts';
import { withInterruptMessage } from '../base/interrupts.ts';
import type { AdminFlags, GlobalFlags } from '../command-line.ts';
import { UserError } from '../base/user-error.ts';
import { keyPath } from '../config/environments.ts';
import { type Config, configSchema } from '../config/schema.ts';
import type { Deps } from '../ports.ts';

/** Makes a permanent admin, disables the temporary one and writes admin.username. */
export async function run(
  deps: Deps,
  config: Config,
  flags: AdminFlags['create'] & Pick<GlobalFlags, 'config' | 'env'>,
  [given = '']: readonly string[],
): Promise<void> {
  const name = given.toLowerCase();
  requireName(name);
  const former = (flags.replaces ?? config.admin.username).toLowerCase();
  const words = {
    message: 'Interrupted. The logins that worked before still work.',
    hint: 'The same command again continues.',
  };
  const data = await withInterruptMessage(deps, words, () =>
    createAdmin(deps, config, { name, former, file: flags.config, environment: flags.env }),
  );
  deps.reporter.emit({ type: 'result', data, text: resultText(data, flags) });
}

/** Before the first change: the name goes to kc-eb.yaml. */
function requireName(name: string): void {
  const { error } = configSchema.shape.admin.shape.username.safeParse(name);
  if (error === undefined) return;
  const problems = error.issues.map(({ message }) => message).join('; ');
  throw new UserError('usage', `${JSON.stringify(name)} cannot be the name of an admin: ${problems}`);
}

function resultText(
  { admin, former, formerIs, written }: CreatedAdmin,
  { config, env }: Pick<GlobalFlags, 'config' | 'env'>,
): string {
  const ends = {
    disabled: `${former} is disabled.`,
    kept: `${former} stays enabled: Keycloak does not mark it as temporary.`,
    absent: `User ${former} does not exist.`,
    same: '',
  } satisfies Record<CreatedAdmin['formerIs'], string>;
  const lines = [
    `${admin} is a permanent admin of the realm master, with the password of admin.password. ${ends[formerIs]}`.trim(),
    ...(written
      ? [
          `${config} now has ${keyPath(env, ['admin', 'username']).join('.')} ${admin}. The next kc-eb deploy passes the name on.`,
        ]
      : []),
  ];
  return lines.join('\n');
}
