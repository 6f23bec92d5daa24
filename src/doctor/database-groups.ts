/** Reads the security groups of network.securityGroups, and those of a database in RDS. */
import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { VpcSecurityGroupMembership } from '@aws-sdk/client-rds';
import { allPages } from '../base/pages.ts';
import { UserError } from '../base/user-error.ts';
import type { Config } from '../config/schema.ts';
import { databases } from '../keycloak/databases.ts';
import type { Deps } from '../ports.ts';
import type { DatabaseGroups } from './check.ts';

/** Returns the ids of network.securityGroups that do not exist. */
export async function readMissingSecurityGroups(deps: Deps, { network }: Config): Promise<string[]> {
  const found = new Set((await securityGroups(deps, network.securityGroups)).map(({ GroupId }) => GroupId));
  return network.securityGroups.filter((id) => !found.has(id));
}

/** Throws UserError 'usage' where RDS does not have the database. */
export async function readDatabaseGroups(deps: Deps, { database }: Config): Promise<DatabaseGroups> {
  const ids = await groupsOfDatabase(deps, database.host.toLowerCase());
  const port = database.port ?? databases[database.vendor].port;
  const rules = (await securityGroups(deps, ids))
    .flatMap(({ IpPermissions = [] }) => IpPermissions)
    .filter((rule) => admits(rule, port));
  return {
    ...{ ids, port },
    admittedGroups: rules.flatMap(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? []),
    ),
    admitsAddresses: rules.some(({ IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] }) =>
      [IpRanges, Ipv6Ranges, PrefixListIds].some((ranges) => ranges.length > 0),
    ),
  };
}

/** A filter, because an id that does not exist would fail the whole call. */
async function securityGroups(deps: Deps, ids: readonly string[]): Promise<SecurityGroup[]> {
  if (ids.length === 0) return [];
  const ec2 = await deps.aws.ec2();
  return allPages(
    (NextToken) =>
      ec2.describeSecurityGroups({ Filters: [{ Name: 'group-id', Values: [...ids] }], NextToken }),
    ({ SecurityGroups }) => SecurityGroups,
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html: "-1" is every protocol and port. */
function admits({ IpProtocol, FromPort, ToPort }: IpPermission, port: number): boolean {
  if (IpProtocol === '-1') return true;
  return IpProtocol === 'tcp' && (FromPort ?? 0) <= port && port <= (ToPort ?? 65_535);
}

async function groupsOfDatabase(deps: Deps, host: string): Promise<string[]> {
  if (!/\.rds\.amazonaws\.com(\.cn)?$/.test(host)) {
    throw new UserError('usage', `database.host is not an endpoint of RDS: ${host}`);
  }
  const rds = await deps.aws.rds();
  const ofInstance = (
    await allPages(
      (Marker) => rds.describeDBInstances({ Marker }),
      ({ DBInstances }) => DBInstances,
    )
  ).find(({ Endpoint }) => Endpoint?.Address?.toLowerCase() === host)?.VpcSecurityGroups;
  if (ofInstance !== undefined) return idsOf(ofInstance);
  const clusters = await allPages(
    (Marker) => rds.describeDBClusters({ Marker }),
    ({ DBClusters }) => DBClusters,
  );
  const ofCluster = clusters.find(({ Endpoint, ReaderEndpoint, CustomEndpoints = [] }) =>
    [Endpoint, ReaderEndpoint, ...CustomEndpoints].some((endpoint) => endpoint?.toLowerCase() === host),
  )?.VpcSecurityGroups;
  if (ofCluster !== undefined) return idsOf(ofCluster);
  throw new UserError('usage', `no database of this account and region has the endpoint ${host}`);
}

function idsOf(groups: readonly VpcSecurityGroupMembership[]): string[] {
  return groups.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
}
