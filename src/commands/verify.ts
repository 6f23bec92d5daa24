import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import { instancesText } from '../cluster/instances-text.ts';
import { verdictText } from '../cluster/verdict-text.ts';
import type { Deps } from '../ports.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { requireVerified, verifyCluster } from '../cluster/verify.ts';

/** Proves that the running instances are one cluster; exit code 7 when they are not. */
export async function run(deps: Deps, config: Config, flags: Flags['verify']): Promise<void> {
  const { Status: status = 'Unknown' } = await requireEnvironment(deps, config);
  if (status !== 'Ready') {
    const text = `Environment ${config.environment} is ${status}: the result may change within a minute.`;
    deps.reporter.emit({ type: 'message', level: 'warn', text });
  }
  const verdict = await verifyCluster(deps, config, { probe: flags.probe });
  deps.reporter.emit({
    type: 'result',
    data: verdict,
    text: (columns) =>
      verdict.ok ? verdictText(verdict, columns) : instancesText(verdict.instances, columns),
  });
  requireVerified(deps, verdict);
}
