import { allPages } from '../base/pages.ts';
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
    allPages(
      (NextToken) => beanstalk.describeEnvironments({ IncludeDeleted: false, MaxRecords: 1000, NextToken }),
      ({ Environments }) => Environments,
    ),
    allPages(
      (NextToken) => beanstalk.describeApplicationVersions({ MaxRecords: 1000, NextToken }),
      ({ ApplicationVersions }) => ApplicationVersions,
    ),
  ]);
  const known = Applications.some(({ ApplicationName }) => ApplicationName === config.application);
  const quota = (name: string, maximum: number | undefined, used: number, needed: number): Quota[] =>
    maximum === undefined ? [] : [{ name, used, maximum, needed }];
  return [
    ...quota('applications', quotas?.ApplicationQuota?.Maximum, Applications.length, known ? 0 : 1),
    ...quota(
      'environments',
      quotas?.EnvironmentQuota?.Maximum,
      environments.length,
      environment.exists ? 0 : 1,
    ),
    ...quota('application versions', quotas?.ApplicationVersionQuota?.Maximum, versions.length, 1),
  ];
}
