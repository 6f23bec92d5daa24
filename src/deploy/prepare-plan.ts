/** Renders the project, reads the facts and decides. Read-only calls: `kc-eb plan` may run them at any time. */
import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { readRecord } from '../access/set-record.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import { findEnvironment } from '../environment/find-environment.ts';
import { describeEnvironment } from '../environment/read-environment.ts';
import { readDeniedToLogs } from '../environment/read-denied-to-logs.ts';
import { listLogGroups } from '../logs/list-groups.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import { warnings } from '../project/checks.ts';
import { inspectFiles, requireUsable } from '../project/inspect/inspect.ts';
import { readUserFiles, type UserFiles } from '../project/read-user-files.ts';
import { type DeployPlan, makePlan } from './plan.ts';
import { readImage, readVersion } from './read-artifacts.ts';
import { readRegistry } from './registry.ts';
import { renderProject } from './render-project.ts';
import { chooseSolutionStack } from './choose-solution-stack.ts';

/** The time in which a throttled read of log groups is repeated. */
const patienceMs = 60_000;

/**
 * Emits the warnings, which need no answer of AWS, then reads the facts and decides. `environment`: what the plan was
 * decided by. `solutionStack`: "if due" skips it for an environment that exists, unless kc-eb.yaml names one.
 */
export async function preparePlan(
  deps: Deps,
  config: Config,
  { solutionStack: when, redeploy = false }: { solutionStack: 'always' | 'if due'; redeploy?: boolean },
): Promise<{ plan: DeployPlan; environment: EnvironmentFacts | undefined }> {
  const { contents, ...files } = await readUserFiles(deps);
  const inspected = inspectFiles(config, contents, deps.clock.now());
  for (const text of [...warnings(config, [...files.imageFiles.keys()]), ...inspected.warnings]) {
    deps.reporter.emit({ type: 'message', level: 'warn', text });
  }
  requireUsable(inspected.errors);
  const [{ rendered, ...artifacts }, logGroups, deniedToLogs, found, record] = await Promise.all([
    readArtifacts(deps, config, files),
    listLogGroups(pacedLogs(deps, patienceMs), config.environment),
    readDeniedToLogs(deps, config),
    findEnvironment(deps, config),
    readRecord(deps, config),
  ]);
  const stackIsDue = when === 'always' || found === undefined || config.platform !== undefined;
  // After the version, which names the bucket.
  const [account, environment, solutionStack] = await Promise.all([
    accountOf(found) ?? readAccount(deps),
    describeEnvironment(deps, config, found),
    stackIsDue ? chooseSolutionStack(deps, config.platform) : undefined,
  ]);
  if (deniedToLogs === undefined) {
    const text = `Not checked, as you lack iam:GetInstanceProfile or iam:SimulatePrincipalPolicy: whether the role of ${config.instances.profile} can write log lines.`;
    deps.reporter.emit({ type: 'message', level: 'warn', text });
  }
  const facts = { account, ...artifacts, logGroups, deniedToLogs, solutionStack, environment, record };
  const plan = makePlan(config, rendered, facts, { local: deps.local !== undefined, redeploy });
  return { plan, environment };
}

/** Renders the project for the caller's registry, and reads whether image and version exist. */
async function readArtifacts(deps: Deps, config: Config, files: UserFiles) {
  const [registry, templates] = await Promise.all([readRegistry(deps), deps.files.templates()]);
  const rendered = renderProject(config, { registry, ...files }, templates);
  const [image, proxy, version] = await Promise.all([
    readImage(deps, rendered.repository, rendered.image.tag),
    readImage(deps, rendered.repository, rendered.proxy.tag),
    readVersion(deps, config.application, rendered.version.label),
  ]);
  return { rendered, ...image, proxyExists: proxy.imageExists, version };
}

/** arn:aws:elasticbeanstalk:us-east-1:123456789012:environment/id/id-prod */
function accountOf(found: EnvironmentDescription | undefined): string | undefined {
  return found?.EnvironmentArn?.split(':')[4];
}

async function readAccount(deps: Deps): Promise<string> {
  const { Account = '' } = await (await deps.aws.sts()).getCallerIdentity({});
  return Account;
}
