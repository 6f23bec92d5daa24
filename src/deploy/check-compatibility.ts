/**
 * Finds out from Keycloak whether nodes of the running version and of the new one may be in one cluster. Each version's
 * metadata is kept next to its source bundle. https://www.keycloak.org/server/update-compatibility
 */
import { compatibilityCheck, compatibilityMetadata } from '../engine/commands.ts';
import { comparedVariables, type Variables } from './compared-variables.ts';
import type { DeployPlan } from './plan.ts';
import { metadataKey, siblingKey, type UpdatePlan, reasonToSeparate } from './update-plan.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { redactLines } from '../base/redact.ts';
import type { Deps } from '../ports.ts';
import { confirmName } from '../terminal/prompt.ts';
import type { StepResult } from './pipeline.ts';
import { signIn } from './registry.ts';
import { readText, writeJson } from '../aws/bucket.ts';

/**
 * Exit codes of `update-compatibility`: 3, and 4 where the feature rolling-updates is off, mean no. 1 and 2: it rejects
 * its options, e.g. because only instances have a file. Failures of the engine have other codes.
 */
const possible = 0;
const impossible = [3, 4];
const rejected = [1, 2];

/** A version that is to meet the running one. */
export interface Compared {
  target: { environment: string };
  version: { label: string; key: string };
  image: { uri: string; registry: string };
  update: UpdatePlan;
}

/** Keeps the new image's metadata, for the update after this one. */
export async function keepMetadata(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const { variables } = plan.update;
  const key = metadataKey(plan.version.key, variables);
  // A version that is created now has no metadata yet.
  const mayBeKept = plan.version.action !== 'create';
  if (mayBeKept && (await readText(deps, key)) !== undefined) return { outcome: 'already' };
  // A version whose image exists needs no engine otherwise.
  if (!(await hasEngine(deps)))
    return { outcome: 'already', detail: 'no container engine to read the metadata with' };
  // The push, which may run now, signs in too: the engine writes one file of logins.
  if (plan.image.action === 'none') await signIn(deps, plan);
  const metadata = await generateMetadata(deps, plan, variables);
  if (metadata === undefined) return { outcome: 'already', detail: 'the image has no metadata' };
  await writeJson(deps, key, metadata);
  return { outcome: 'done' };
}

async function generateMetadata(
  deps: Deps,
  plan: Compared,
  variables: Variables,
): Promise<string | undefined> {
  const { stdout } = await deps.engine.run(compatibilityMetadata(plan.image.uri, Object.keys(variables)), {
    env: variables,
    exitCodes: [0, ...rejected],
  });
  return isMetadata(stdout) ? stdout : undefined;
}

/**
 * Returns true when all instances must be updated at once. `environment`: the facts that plan.update was decided by.
 * Throws UserError 'usage' when nobody has agreed to that.
 */
export async function mustRecreate(
  deps: Deps,
  plan: Compared,
  { environment, yes }: { environment: EnvironmentFacts | undefined; yes: boolean },
): Promise<boolean> {
  const why = await whyNotInOneCluster(deps, plan, comparedVariables(environment?.settings ?? []));
  if (why === undefined) return false;
  const text = `${why[0]?.toUpperCase() ?? ''}${why.slice(1)}`;
  deps.reporter.emit({ type: 'message', level: 'warn', text });
  const { environment: name } = plan.target;
  const effect = `This update of ${name} interrupts the service.`;
  const hint =
    'Run it with --yes to skip the question. It continues with the image and version that it created.';
  if (!yes) await confirmName(deps, name, { effect, hint });
  return true;
}

/** undefined: nodes of both versions may be in one cluster. */
async function whyNotInOneCluster(
  deps: Deps,
  plan: Compared,
  runningVariables: Variables,
): Promise<string | undefined> {
  const { strategy, running } = plan.update;
  if (running === undefined || strategy === 'as-configured') return undefined;
  const known = reasonToSeparate(plan.update);
  if (strategy !== 'check') return `${known ?? ''}.`;
  const unknown = known === undefined ? undefined : `${known}, as far as known: Keycloak could not check it.`;
  if (!(await hasEngine(deps))) return unknown;
  const metadata = await metadataOf(deps, plan, running, runningVariables);
  if (metadata === undefined) return unknown;
  await signIn(deps, plan);
  const { variables: env } = plan.update;
  const { exitCode, stdout } = await deps.engine.run(compatibilityCheck(plan.image.uri, Object.keys(env)), {
    ...{ input: metadata, exitCodes: [possible, ...impossible, ...rejected], env },
  });
  if (exitCode === possible) return undefined;
  if (rejected.includes(exitCode)) return unknown;
  const reason = redactLines(stdout.split('\n').find((line) => line.includes('is incompatible')) ?? '');
  const other = running === plan.version.label ? 'with the running settings' : `of version ${running}`;
  return `Keycloak allows no nodes ${other} in one cluster with the new ones. ${reason}`.trim();
}

/** The running image's kept metadata; generated where the running image is the wanted one with other variables. */
async function metadataOf(
  deps: Deps,
  plan: Compared,
  running: string,
  variables: Variables,
): Promise<string | undefined> {
  const key = metadataKey(siblingKey(plan.version.key, running), variables);
  const kept = await readText(deps, key);
  if (kept !== undefined || running !== plan.version.label) return kept;
  await signIn(deps, plan);
  return generateMetadata(deps, plan, variables);
}

async function hasEngine({ engine }: Deps): Promise<boolean> {
  try {
    await engine.name();
    return true;
  } catch (error) {
    if (error instanceof UserError && error.kind === 'engine') return false;
    throw error;
  }
}

function isMetadata(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'keycloak' in value;
  } catch {
    return false;
  }
}
