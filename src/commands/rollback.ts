import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { rollbackText } from '../rollback/plan.ts';
import { withTimeout } from '../config/timeout-flag.ts';
import type { Deps } from '../ports.ts';
import { prepareRollback, rollBack } from '../rollback/rollback.ts';

/** Restores the application version and the settings that were verified last, and verifies the cluster again. */
export async function run(deps: Deps, given: Config, flags: Flags['rollback']): Promise<void> {
  const config = withTimeout(given, flags);
  const plan = await prepareRollback(deps, config, {
    ...(flags.to !== undefined && { to: flags.to }),
    force: flags.force === true,
  });
  const { running, to, environment } = plan;
  const nothingToDo = environment.action === 'none';
  const data = { nothingToDo, from: running.versionLabel, versionLabel: to.versionLabel, verifiedAt: to.at };
  if (flags.dryRun === true) {
    deps.reporter.emit({ type: 'result', data, text: () => rollbackText(plan) });
    return;
  }
  deps.reporter.emit({ type: 'message', level: 'info', text: rollbackText(plan) });
  await rollBack(deps, config, plan, { verify: flags.verify, yes: flags.yes === true });
  const what = nothingToDo ? 'Nothing to do' : 'Rolled back';
  deps.reporter.emit({
    type: 'result',
    data,
    text: () => `${what}: ${config.environment} runs ${to.versionLabel}.`,
  });
}
