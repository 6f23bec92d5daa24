import type { Verdict } from '../core/cluster-verdict.ts';
import type { Config } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import { accountsText, verdictText } from '../core/verdict-text.ts';
import type { Deps } from '../ports.ts';
import { requireEnvironment } from '../steps/find-environment.ts';
import { verifyCluster } from '../steps/verify.ts';

export interface VerifyFlags {
  /** --no-probe: judge by the logs alone. */
  probe: boolean;
}

/** Proves that the running instances are one cluster; exit code 7 when they are not. */
export async function run(deps: Deps, config: Config, flags: VerifyFlags): Promise<void> {
  const { Status: status = 'Unknown' } = await requireEnvironment(deps, config);
  if (status !== 'Ready') {
    const text = `Environment ${config.environment} is ${status}: what holds now may not hold in a minute.`;
    deps.reporter.emit({ type: 'message', level: 'warn', text });
  }
  const verdict = await verifyCluster(deps, config, { probe: flags.probe });
  deps.reporter.emit({
    type: 'result',
    data: verdict,
    text: verdict.ok ? verdictText(verdict) : accountsText(verdict.instances),
  });
  requireVerified(deps, verdict);
}

/** Says the verdict's warnings; throws UserError 'verification' with cause and remedy when it is bad. */
export function requireVerified(deps: Pick<Deps, 'reporter'>, verdict: Verdict): void {
  for (const text of verdict.warnings) deps.reporter.emit({ type: 'message', level: 'warn', text });
  if (verdict.ok) return;
  const hint = verdict.remedy;
  throw new UserError('verification', `Not one cluster (${verdict.cause ?? 'unknown'}): ${verdict.message}`, {
    ...(hint !== undefined && { hint }),
  });
}
