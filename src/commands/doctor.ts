import type { Config } from '../core/config.ts';
import { examine } from '../core/doctor.ts';
import { accountChecks } from '../core/doctor-account.ts';
import { instanceChecks } from '../core/doctor-instances.ts';
import { projectChecks } from '../core/doctor-project.ts';
import { doctorText } from '../core/doctor-text.ts';
import { UserError } from '../core/errors.ts';
import type { Deps } from '../ports.ts';
import { readDoctorFacts } from '../steps/read-doctor-facts.ts';

/** Looks at everything a deploy needs, and changes nothing; exit code 11 when one would fail. */
export async function run(deps: Deps, config: Config): Promise<void> {
  const facts = await readDoctorFacts(deps, config);
  const results = examine([...projectChecks, ...accountChecks, ...instanceChecks], facts);
  const errors = results.filter(({ outcome }) => outcome === 'error');
  deps.reporter.emit({
    type: 'result',
    data: { ok: errors.length === 0, checks: results },
    text: doctorText(results),
  });
  if (errors.length === 0) return;
  throw new UserError('doctor', `A deploy would fail: ${errors.map(({ title }) => title).join(', ')}.`, {
    hint: 'What was found says what to do; then run kc-eb doctor again.',
  });
}
