import type * as EC2 from '@aws-sdk/client-ec2';
import type * as RDS from '@aws-sdk/client-rds';
import type * as Route53 from '@aws-sdk/client-route-53';
import type { Ec2Api, RdsApi, Route53Api } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

/** EC2 with a default VPC of two zones, and the security groups that a test adds. */
export class FakeEc2 implements Ec2Api {
  readonly #journal: Journal;
  readonly vpcs: EC2.Vpc[] = [{ VpcId: 'vpc-1', IsDefault: true }];
  readonly subnets: EC2.Subnet[] = [
    { SubnetId: 'subnet-b', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1b' },
    { SubnetId: 'subnet-a', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1a' },
    { SubnetId: 'subnet-a2', VpcId: 'vpc-1', AvailabilityZone: 'us-east-1a' },
  ];
  readonly securityGroups: EC2.SecurityGroup[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  describeVpcs(input: EC2.DescribeVpcsCommandInput) {
    return this.#journal.answer('describeVpcs', input, () => ({
      Vpcs: this.vpcs.filter((vpc) => matches(input.Filters, { 'is-default': String(vpc.IsDefault) })),
    }));
  }

  describeSubnets(input: EC2.DescribeSubnetsCommandInput) {
    return this.#journal.answer('describeSubnets', input, () => ({
      Subnets: this.subnets.filter(({ VpcId = '', SubnetId = '' }) =>
        matches(input.Filters, { 'vpc-id': VpcId, 'subnet-id': SubnetId }),
      ),
    }));
  }

  describeSecurityGroups(input: EC2.DescribeSecurityGroupsCommandInput) {
    return this.#journal.answer('describeSecurityGroups', input, () => {
      const absent = input.GroupIds?.find((id) => !this.securityGroups.some(({ GroupId }) => GroupId === id));
      if (absent !== undefined) {
        throw serviceError('InvalidGroup.NotFound', `The security group '${absent}' does not exist`);
      }
      return {
        SecurityGroups: this.securityGroups.filter(
          ({ GroupId = '' }) =>
            (input.GroupIds?.includes(GroupId) ?? true) && matches(input.Filters, { 'group-id': GroupId }),
        ),
      };
    });
  }
}

function matches(filters: EC2.Filter[] | undefined, values: Readonly<Record<string, string>>): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => Values.includes(values[Name] ?? ''));
}

/** RDS with the databases and snapshots that a test adds. */
export class FakeRds implements RdsApi {
  readonly #journal: Journal;
  readonly instances: RDS.DBInstance[] = [];
  readonly clusters: RDS.DBCluster[] = [];
  readonly snapshots: RDS.DBSnapshot[] = [];
  readonly clusterSnapshots: RDS.DBClusterSnapshot[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  describeDBInstances(input: RDS.DescribeDBInstancesCommandInput) {
    return this.#journal.answer('describeDBInstances', input, () => ({ DBInstances: this.instances }));
  }

  describeDBClusters(input: RDS.DescribeDBClustersCommandInput) {
    return this.#journal.answer('describeDBClusters', input, () => ({ DBClusters: this.clusters }));
  }

  describeDBSnapshots(input: RDS.DescribeDBSnapshotsCommandInput) {
    return this.#journal.answer('describeDBSnapshots', input, () => ({
      DBSnapshots: this.snapshots.filter(({ DBInstanceIdentifier: id }) => id === input.DBInstanceIdentifier),
    }));
  }

  describeDBClusterSnapshots(input: RDS.DescribeDBClusterSnapshotsCommandInput) {
    return this.#journal.answer('describeDBClusterSnapshots', input, () => ({
      DBClusterSnapshots: this.clusterSnapshots.filter(
        ({ DBClusterIdentifier: id }) => id === input.DBClusterIdentifier,
      ),
    }));
  }
}

/** Route 53 with the hosted zones that a test adds, by name. */
export class FakeRoute53 implements Route53Api {
  readonly #journal: Journal;
  /** Name with its final dot → records. */
  readonly zones = new Map<string, Route53.ResourceRecordSet[]>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  listHostedZonesByName(input: Route53.ListHostedZonesByNameCommandInput) {
    return this.#journal.answer('listHostedZonesByName', input, () => {
      const from = reversed(input.DNSName ?? '');
      const names = [...this.zones.keys()].toSorted((a, b) => (reversed(a) < reversed(b) ? -1 : 1));
      return {
        ...{ IsTruncated: false, MaxItems: input.MaxItems ?? 100 },
        HostedZones: names
          .filter((name) => reversed(name) >= from)
          .slice(0, input.MaxItems ?? 100)
          .map((Name) => ({
            Id: `/hostedzone/${Name}`,
            Name,
            CallerReference: Name,
            Config: { PrivateZone: false },
          })),
      };
    });
  }

  getHostedZone(input: Route53.GetHostedZoneCommandInput) {
    return this.#journal.answer('getHostedZone', input, () => {
      this.#recordsOf(input.Id);
      return { HostedZone: { Id: `/hostedzone/${input.Id ?? ''}`, Name: input.Id, CallerReference: 'fake' } };
    });
  }

  /** Route 53 begins with the start name, and continues in the order of the reversed labels. */
  listResourceRecordSets(input: Route53.ListResourceRecordSetsCommandInput) {
    return this.#journal.answer('listResourceRecordSets', input, () => {
      const from = reversed(input.StartRecordName ?? '');
      const limit = input.MaxItems ?? 300;
      const records = this.#recordsOf(input.HostedZoneId)
        .filter(({ Name = '' }) => reversed(Name) >= from)
        .toSorted((a, b) => (reversed(a.Name ?? '') < reversed(b.Name ?? '') ? -1 : 1));
      return {
        ResourceRecordSets: records.slice(0, limit),
        IsTruncated: records.length > limit,
        MaxItems: limit,
      };
    });
  }

  /** An id is the zone's name. */
  #recordsOf(id = ''): Route53.ResourceRecordSet[] {
    const records = this.zones.get(id.replace('/hostedzone/', ''));
    if (records === undefined)
      throw serviceError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
    return records;
  }

  changeResourceRecordSets(input: Route53.ChangeResourceRecordSetsCommandInput) {
    return this.#journal.answer('changeResourceRecordSets', input, () => {
      const records = this.#recordsOf(input.HostedZoneId);
      for (const { ResourceRecordSet: given } of input.ChangeBatch?.Changes ?? []) {
        if (given === undefined) continue;
        // Route 53 returns names with their final dot.
        const record = { ...given, Name: given.Name?.replace(/\.?$/, '.') };
        const at = records.findIndex(({ Name, Type }) => Name === record.Name && Type === record.Type);
        if (at === -1) records.push(record);
        else records[at] = record;
      }
      return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING' as const, SubmittedAt: new Date(0) } };
    });
  }
}

/** Route 53 orders names by their reversed labels. */
const reversed = (name: string): string => name.replace(/\.?$/, '.').split('.').toReversed().join('.');
