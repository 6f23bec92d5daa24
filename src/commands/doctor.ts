import type { Config } from '../config/schema.ts';
import { examine } from '../doctor/check.ts';
import { accountChecks } from '../doctor/account-checks.ts';
import { networkChecks } from '../doctor/network-checks.ts';
import { instanceChecks } from '../doctor/platform-checks.ts';
import { projectChecks } from '../doctor/project-checks.ts';
import { doctorText } from '../doctor/text.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { readDoctorFacts } from '../doctor/read-facts.ts';

/** Checks what a deployment needs, and changes nothing; exit code 11 when a deployment would fail. */
export async function run(deps: Deps, config: Config): Promise<void> {
  const facts = await readDoctorFacts(deps, config);
  const results = examine([...projectChecks, ...accountChecks, ...networkChecks, ...instanceChecks], facts);
  const errors = results.filter(({ outcome }) => outcome === 'error');
  deps.reporter.emit({
    type: 'result',
    data: { ok: errors.length === 0, checks: results },
    text: (columns) => doctorText(results, columns),
  });
  if (errors.length === 0) return;
  throw new UserError('doctor', `A deployment would fail: ${errors.map(({ title }) => title).join(', ')}.`, {
    hint: 'Follow the "do" line of each error, then run kc-eb doctor again.',
  });
}
