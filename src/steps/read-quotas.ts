import type { Config } from '../core/config.ts';
import type { Quota } from '../core/doctor.ts';
import type { BeanstalkApi, Deps } from '../ports.ts';

/** Beanstalk's own quotas of the region; https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ResourceQuotas.html */
export async function readQuotas(
  deps: Pick<Deps, 'aws'>,
  config: Pick<Config, 'application'>,
  environment: { exists: boolean },
): Promise<Quota[]> {
  const beanstalk = await deps.aws.beanstalk();
  const [{ ResourceQuotas: quotas }, { Applications = [] }, environments, versions] = await Promise.all([
    beanstalk.describeAccountAttributes({}),
    beanstalk.describeApplications({}),
    countEnvironments(beanstalk),
    countVersions(beanstalk),
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

async function countEnvironments(beanstalk: BeanstalkApi): Promise<number> {
  let count = 0;
  let nextToken: string | undefined;
  do {
    const page = await beanstalk.describeEnvironments({
      IncludeDeleted: false,
      MaxRecords: 1000,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    });
    count += page.Environments?.length ?? 0;
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return count;
}

async function countVersions(beanstalk: BeanstalkApi): Promise<number> {
  let count = 0;
  let nextToken: string | undefined;
  do {
    const page = await beanstalk.describeApplicationVersions({
      MaxRecords: 1000,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    });
    count += page.ApplicationVersions?.length ?? 0;
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return count;
}
