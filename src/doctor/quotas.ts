import type { Config } from '../config/schema.ts';
import type { Quota } from './check.ts';
import type { Deps } from '../ports.ts';

/** Reads the quotas of Beanstalk in the region; https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ResourceQuotas.html */
export async function readQuotas(
  deps: Pick<Deps, 'aws'>,
  config: Pick<Config, 'application'>,
  environment: { exists: boolean },
): Promise<Quota[]> {
  const beanstalk = await deps.aws.beanstalk();
  const [{ ResourceQuotas: quotas }, { Applications = [] }, environments, versions] = await Promise.all([
    beanstalk.describeAccountAttributes({}),
    beanstalk.describeApplications({}),
    countAll(
      (page) => beanstalk.describeEnvironments({ IncludeDeleted: false, ...page }),
      ({ Environments }) => Environments,
    ),
    countAll(
      (page) => beanstalk.describeApplicationVersions(page),
      ({ ApplicationVersions }) => ApplicationVersions,
    ),
  ]);
  const known = Applications.some(({ ApplicationName }) => ApplicationName === config.application);
  const quota = (name: string, maximum: number | undefined, used: number, needed: number): Quota[] =>
    maximum === undefined ? [] : [{ name, used, maximum, needed }];
  return [
    ...quota('applications', quotas?.ApplicationQuota?.Maximum, Applications.length, known ? 0 : 1),
    ...quota('environments', quotas?.EnvironmentQuota?.Maximum, environments, environment.exists ? 0 : 1),
    ...quota('application versions', quotas?.ApplicationVersionQuota?.Maximum, versions, 1),
  ];
}

/** Counts the items of all pages. */
async function countAll<P extends { NextToken?: string | undefined }>(
  ask: (page: { MaxRecords: number; NextToken?: string }) => Promise<P>,
  items: (page: P) => readonly unknown[] | undefined,
): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const page = await ask({ MaxRecords: 1000, ...(token !== undefined && { NextToken: token }) });
    count += items(page)?.length ?? 0;
    token = page.NextToken;
  } while (token !== undefined);
  return count;
}
