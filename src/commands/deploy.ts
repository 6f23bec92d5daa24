import type { Flags } from '../command-line.ts';
import type { Verdict } from '../cluster/verdict.ts';
import type { Config } from '../config/schema.ts';
import { type DeployPlan, isEmpty } from '../deploy/plan.ts';
import { planText } from '../deploy/plan-text.ts';
import { verdictText } from '../cluster/verdict-text.ts';
import { withTimeout } from '../config/timeout-flag.ts';
import type { Deps } from '../ports.ts';
import type { Landed } from '../deploy/apply-environment.ts';
import { carryOut } from '../deploy/deploy.ts';
import { preparePlan } from '../deploy/prepare-plan.ts';
import { explainFailure } from '../deploy/failure/explain-failure.ts';
import { type InterruptMessage, withInterruptMessage } from '../base/interrupts.ts';
import { settleSettings } from '../environment/keep-settings-record.ts';
import { requireOurs } from '../deploy/await-version.ts';
import { undoUpdate } from '../rollback/rollback.ts';
import { readAccess } from '../access/read-access.ts';
import { setRecord } from '../access/set-record.ts';
import { accessText } from '../access/text.ts';
import { recordVerified } from '../rollback/keep-verified.ts';
import { requireVerified, runsNothing, verifyCluster } from '../cluster/verify.ts';
import { run as showPlan } from './plan.ts';

/** Creates or updates the environment from kc-eb.yaml and proves that its nodes form one cluster. */
export async function run(deps: Deps, given: Config, flags: Flags['deploy']): Promise<void> {
  const config = withTimeout(given, flags);
  if (flags.dryRun === true) {
    await showPlan(deps, config, flags);
    return;
  }
  const { plan, environment } = await preparePlan(deps, config, {
    ...{ solutionStack: 'if due' as const, redeploy: flags.redeploy === true },
  });
  const nothingToDo = isEmpty(plan);
  const since = deps.clock.now().getTime();
  deps.reporter.emit({ type: 'message', level: 'info', text: planText(plan) });
  let landed: Landed | undefined = environment;
  let verdict: Verdict | undefined;
  try {
    if (!nothingToDo) {
      const options = { wait: flags.wait !== false, yes: flags.yes === true };
      landed = await explainFailure(deps, config, () => carryOut(deps, plan, options), plan.version);
    }
    // Also when nothing is due: an earlier run may have ended before this.
    if (flags.wait !== false) {
      await settleSettings(deps, plan.target, plan.environment.settings, landed?.ownSettings);
    }
    // A rerun must not report success for a broken cluster.
    if (flags.verify && flags.wait !== false && !runsNothing(deps))
      verdict = await withInterruptMessage(deps, unproven(plan), () =>
        prove(deps, config, plan, { landed, since }),
      );
  } catch (error) {
    if (flags.keep === true) throw error;
    throw await undoUpdate(deps, config, plan, { error, verify: flags.verify });
  }
  // After the proof, so that the name leads to a cluster. A failure here must not roll the deployment back.
  const cname = await setRecord(deps, config, plan.record, landed?.cname);
  const access = runsNothing(deps) ? undefined : await readAccess(deps, config, cname);
  const { label: versionLabel } = plan.version;
  const verified = verdict?.ok === true;
  deps.reporter.emit({
    type: 'result',
    data: { nothingToDo, versionLabel, image: plan.image.uri, verified, verdict, access },
    text: (columns) =>
      [
        resultText(plan, flags),
        ...(verdict === undefined ? [] : [verdictText(verdict, columns)]),
        access === undefined ? nothingRuns : accessText(access, columns),
      ].join('\n\n'),
  });
}

const nothingRuns =
  'Nothing was verified: the instances are reporting-only, and no Keycloak runs. Without --reporting-only, kc-eb local start runs one on each instance.';

function unproven({ target, version }: DeployPlan): InterruptMessage {
  return {
    message: `Interrupted: ${target.environment} runs ${version.label}, but its cluster is not verified.`,
    hint: 'Run kc-eb deploy to verify it and to record it for rollbacks, or kc-eb verify to verify it only.',
  };
}

async function prove(
  deps: Deps,
  config: Config,
  plan: DeployPlan,
  read: { landed: Landed | undefined; since: number },
): Promise<Verdict> {
  const verdict = await verifyCluster(deps, config, { versionLabel: plan.version.label, ...read });
  // The failure of a deployment that started later must not roll back this one.
  if (!verdict.ok) await requireOurs(deps, plan);
  requireVerified(deps, verdict);
  await recordVerified(deps, config, plan);
  return verdict;
}

function resultText(plan: DeployPlan, { wait }: Flags['deploy']): string {
  const { environment } = plan.target;
  const { label } = plan.version;
  if (isEmpty(plan)) return `Nothing to do: ${environment} runs ${label}.`;
  return wait === false
    ? `Beanstalk deploys ${label} to ${environment}. Run kc-eb events --follow to watch it, or kc-eb deploy to follow and verify it.`
    : `${environment} runs ${label}.`;
}
