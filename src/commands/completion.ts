import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { completionScript } from '../completion/script.ts';
import type { Shell } from '../completion/shells.ts';

/** The text for stdout. */
export function run(
  program: CommandUnknownOpts,
  shell: Shell,
  { json }: { json?: true | undefined },
): string {
  const script = completionScript(program, shell);
  return json === true ? `${JSON.stringify({ shell, script })}\n` : script;
}
