/**
 * Whether nodes of the running version and of the new one may be in one cluster: asked of Keycloak itself, whose answer
 * for each version is kept beside its source bundle. https://www.keycloak.org/server/update-compatibility
 */
import { compatibilityCheck, compatibilityMetadata } from '../core/argv.ts';
import { metadataKey, siblingKey } from '../core/compatibility.ts';
import { UserError } from '../core/errors.ts';
import type { DeployPlan } from '../core/plan.ts';
import { redactLines } from '../core/secret-names.ts';
import type { Deps } from '../ports.ts';
import { confirmName } from './confirm-name.ts';
import { signIn } from './image.ts';
import type { StepResult } from './pipeline.ts';
import { type Place, readText, storageBucket, writeJson } from './stored-object.ts';

/** Exit codes of `update-compatibility check`: 3, and 4 where the feature rolling-updates is off, mean no. */
const possible = 0;
const impossible = [3, 4];

/** Keeps what the new image says of itself, for the update after this one. */
export async function keepMetadata(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const place = await placeOf(deps, metadataKey(plan.version.key));
  if ((await readText(deps, place)) !== undefined) return { outcome: 'already' };
  // A version whose image is there needs no engine otherwise.
  if (!(await hasEngine(deps)))
    return { outcome: 'already', detail: 'no container engine to ask the image with' };
  await signIn(deps, plan);
  const { variables: env } = plan.update;
  const { stdout } = await deps.engine.run(compatibilityMetadata(plan.image.uri, Object.keys(env)), { env });
  if (!isMetadata(stdout)) return { outcome: 'already', detail: 'the image says nothing of it' };
  await writeJson(deps, place, stdout);
  return { outcome: 'done' };
}

/** True when all instances must get the version at once. Throws UserError when nobody has agreed to that. */
export async function mustRecreate(
  deps: Deps,
  plan: DeployPlan,
  { yes }: { yes: boolean },
): Promise<boolean> {
  const why = await whyNotSideBySide(deps, plan);
  if (why === undefined) return false;
  deps.reporter.emit({ type: 'message', level: 'warn', text: why });
  if (!yes) await agree(deps, plan.target.environment);
  return true;
}

/** undefined: they may be side by side. */
async function whyNotSideBySide(deps: Deps, plan: DeployPlan): Promise<string | undefined> {
  const { strategy, running, runningRelease = '', wantedRelease } = plan.update;
  if (running === undefined || strategy === 'as-configured') return undefined;
  const releases = `Keycloak ${runningRelease}, which runs, and ${wantedRelease}`;
  if (strategy === 'recreate') return `Nodes of ${releases} must not be in one cluster.`;
  const metadata = await readText(
    deps,
    await placeOf(deps, metadataKey(siblingKey(plan.version.key, running))),
  );
  if (metadata === undefined || !(await hasEngine(deps))) {
    // Within one release only changed options could be in the way.
    return runningRelease === wantedRelease
      ? undefined
      : `${releases} are not the same, and there is no metadata or no engine to ask whether they may be in one cluster.`;
  }
  await signIn(deps, plan);
  const { variables: env } = plan.update;
  const { exitCode, stdout } = await deps.engine.run(compatibilityCheck(plan.image.uri, Object.keys(env)), {
    ...{ input: metadata, exitCodes: [possible, ...impossible], env },
  });
  if (exitCode === possible) return undefined;
  const said = redactLines(stdout.split('\n').find((line) => line.includes('is incompatible')) ?? '');
  return `Keycloak allows no nodes of version ${running} beside the new ones. ${said}`.trim();
}

async function agree(deps: Deps, environment: string): Promise<void> {
  const question = `All instances of ${environment} get the new version at once, and the service is interrupted. Type its name to go on:`;
  const answer = await confirmName(deps, question);
  if (answer === environment) return;
  throw new UserError(
    'usage',
    answer === undefined
      ? `This update of ${environment} interrupts the service, and there is no terminal to ask on.`
      : `"${answer}" is not ${environment}: it was not updated.`,
    { hint: 'kc-eb deploy --yes does not ask. Images and version are made: it goes on from there.' },
  );
}

async function hasEngine({ engine }: Deps): Promise<boolean> {
  try {
    await engine.name();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
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

async function placeOf(deps: Deps, Key: string): Promise<Place> {
  return { Bucket: await storageBucket(deps), Key };
}
