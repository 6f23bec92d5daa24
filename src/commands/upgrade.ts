import type { Flags, GlobalFlags } from '../command-line.ts';
import { keyPath } from '../config/environments.ts';
import type { Config } from '../config/schema.ts';
import { withVersion } from '../config/edit-version.ts';
import { planUpgrade } from '../upgrade/plan.ts';
import { upgradeText } from '../upgrade/text.ts';
import { newerRelease } from '../project/warnings.ts';
import type { Deps } from '../ports.ts';
import { readUserFiles } from '../project/read-user-files.ts';

/** Lists what a newer Keycloak changes and sets it in kc-eb.yaml. Nothing is deployed. */
export async function run(
  deps: Deps,
  config: Config,
  flags: Flags['upgrade'] & Pick<GlobalFlags, 'config' | 'env'>,
): Promise<void> {
  const { files, reporter } = deps;
  const { imageFiles } = await readUserFiles(deps);
  const upgrade = planUpgrade(config, flags.to, [...imageFiles.keys()]);
  for (const text of newerRelease({ name: upgrade.to, newerThanTable: upgrade.newerThanTable }))
    reporter.emit({ type: 'message', level: 'warn', text });
  const written = flags.dryRun !== true;
  if (written) {
    const text = (await files.read(flags.config)) ?? '';
    await files.write(flags.config, withVersion(text, flags.config, upgrade.to, flags.env));
  }
  const next = written
    ? `${flags.config} now has ${keyPath(flags.env, ['keycloak', 'version']).join('.')} ${upgrade.to}. Next: kc-eb plan`
    : `${flags.config} is unchanged.`;
  reporter.emit({
    type: 'result',
    data: { ...upgrade, written },
    text: (columns) => `${upgradeText(upgrade, columns)}\n\n${next}`,
  });
}
