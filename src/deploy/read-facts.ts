/** Reads what is there before a deploy. Read-only calls: `kc-eb plan` may run it at any time. */
import { awsErrorName } from '../base/aws-error.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Facts } from '../environment/facts.ts';
import { logGroupNames, repositoryName, wantedLabel } from './plan.ts';
import { dockerStacks } from './solution-stacks.ts';
import { versionStatus } from './version-status.ts';
import type { Deps } from '../ports.ts';
import { readBundles } from './read-bundles.ts';
import { readEnvironment } from '../environment/read-environment.ts';
import { readUserFiles } from '../project/read-user-files.ts';

export async function readFacts(deps: Deps, config: Config): Promise<Facts> {
  const [account, registry, images, versions, logGroups, solutionStack, environment, files] =
    await Promise.all([
      readAccount(deps),
      readRegistry(deps),
      readImageTags(deps, repositoryName(config)),
      readVersions(deps, config.application),
      readLogGroups(deps, config),
      chooseSolutionStack(deps, config),
      readEnvironment(deps, config),
      readUserFiles(deps),
    ]);
  const label = wantedLabel(config, { registry, ...files }, await deps.files.templates());
  const made = versions.has(label) ? [label] : [];
  return {
    account,
    registry,
    repositoryExists: images !== undefined,
    imageTags: images ?? new Set(),
    versions,
    bundles: await readBundles(deps, config.application, made),
    logGroups,
    solutionStack,
    environment,
    ...files,
  };
}

async function readAccount(deps: Deps): Promise<string> {
  const { Account = '' } = await (await deps.aws.sts()).getCallerIdentity({});
  return Account;
}

/** The token's own endpoint is the one source of the registry's host that holds in every partition. */
async function readRegistry(deps: Deps): Promise<string> {
  const { authorizationData } = await (await deps.aws.ecr()).getAuthorizationToken({});
  const endpoint = authorizationData?.[0]?.proxyEndpoint;
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    throw new UserError('aws', 'ECR gave no registry endpoint with its token.');
  }
  return new URL(endpoint).host;
}

/** Tags in the repository; undefined when there is no such repository. */
export async function readImageTags(deps: Deps, repositoryName: string): Promise<Set<string> | undefined> {
  const ecr = await deps.aws.ecr();
  const tags = new Set<string>();
  let nextToken: string | undefined;
  try {
    do {
      const page = await ecr.describeImages({
        repositoryName,
        ...(nextToken !== undefined && { nextToken }),
      });
      page.imageDetails?.forEach((image) => image.imageTags?.forEach((tag) => tags.add(tag)));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    if (awsErrorName(error) === 'RepositoryNotFoundException') return undefined;
    throw error;
  }
  return tags;
}

export async function readVersions(deps: Deps, application: string): Promise<Map<string, string>> {
  const beanstalk = await deps.aws.beanstalk();
  const versions = new Map<string, string>();
  let nextToken: string | undefined;
  do {
    const page = await beanstalk.describeApplicationVersions({
      ApplicationName: application,
      MaxRecords: 1000,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    });
    for (const version of page.ApplicationVersions ?? []) {
      if (version.VersionLabel !== undefined)
        versions.set(version.VersionLabel, versionStatus(version.Status) ?? 'Unprocessed');
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return versions;
}

async function readLogGroups(deps: Deps, config: Config): Promise<Map<string, number | undefined>> {
  const logs = await deps.aws.logs();
  const wanted = logGroupNames(config);
  const pages = await Promise.all(wanted.map((name) => logs.describeLogGroups({ logGroupNamePrefix: name })));
  const found = pages.flatMap((page) => page.logGroups ?? []);
  return new Map(
    found
      .map((group) => [group.logGroupName ?? '', group.retentionInDays] as const)
      .filter(([name]) => wanted.includes(name)),
  );
}

async function chooseSolutionStack(deps: Deps, config: Config): Promise<string> {
  const { SolutionStacks = [] } = await (await deps.aws.beanstalk()).listAvailableSolutionStacks({});
  if (config.platform !== undefined) {
    if (SolutionStacks.includes(config.platform)) return config.platform;
    throw new UserError('usage', `Beanstalk has no platform "${config.platform}" in ${config.region}.`, {
      hint: 'Leave "platform" out to take the newest Docker on Amazon Linux 2023.',
    });
  }
  const newest = dockerStacks(SolutionStacks).at(-1);
  if (newest !== undefined) return newest;
  throw new UserError(
    'aws',
    `Beanstalk offers no "64bit Amazon Linux 2023 … running Docker" in ${config.region}.`,
    {
      hint: 'Name a solution stack as "platform" in kc-eb.yaml.',
    },
  );
}
