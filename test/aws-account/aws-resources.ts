/** Creates what an environment of kc-eb needs in an account: roles, a database and its security group. */
import type { AccountClients } from './clients.ts';
import type { Planned } from './target.ts';

/**
 * The service role NAME-service; the role and the profile NAME-instance, with Session Manager for the observer.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/concepts-roles.html
 */
export function createRoles(
  { iam }: AccountClients,
  { name, partition, secrets }: { name: string; partition: string; secrets: string },
): Planned[] {
  const managed = (policy: string): string => `arn:${partition}:iam::aws:policy/${policy}`;
  const role = (
    RoleName: string,
    service: string,
    policies: readonly string[],
    inline?: object,
  ): Planned => ({
    ...{ kind: 'role', name: RoleName },
    async create() {
      await iam.createRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust(service)) });
      for (const policy of policies) {
        await iam.attachRolePolicy({ RoleName, PolicyArn: managed(policy) });
      }
      if (inline !== undefined) {
        await iam.putRolePolicy({ RoleName, PolicyName: 'secrets', PolicyDocument: JSON.stringify(inline) });
      }
    },
  });
  const InstanceProfileName = `${name}-instance`;
  return [
    role(`${name}-service`, 'elasticbeanstalk.amazonaws.com', [
      'service-role/AWSElasticBeanstalkEnhancedHealth',
      'AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy',
    ]),
    role(
      InstanceProfileName,
      'ec2.amazonaws.com',
      ['AWSElasticBeanstalkWebTier', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonSSMManagedInstanceCore'],
      policyOf('secretsmanager:GetSecretValue', secrets),
    ),
    {
      ...{ kind: 'instance profile', name: InstanceProfileName },
      async create() {
        await iam.createInstanceProfile({ InstanceProfileName });
        await iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: InstanceProfileName });
      },
    },
  ];
}

function trust(service: string): object {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return { Version: '2012-10-17', Statement: [statement] };
}

function policyOf(Action: string, Resource: string): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}

/** Opens PostgreSQL's port to the VPC. */
export async function createSecurityGroup(
  { ec2 }: AccountClients,
  GroupName: string,
  vpc: { id: string; cidr: string },
): Promise<void> {
  const { GroupId } = await ec2.createSecurityGroup({
    ...{ GroupName, VpcId: vpc.id, Description: 'kc-eb test: database' },
  });
  await ec2.authorizeSecurityGroupIngress({
    GroupId,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: vpc.cidr }] }],
  });
}

/** The smallest RDS instance, without backups. Resolves before it is available. */
export async function createDatabase(
  { ec2, rds }: AccountClients,
  { name, password }: { name: string; password: string },
): Promise<void> {
  const { SecurityGroups: [group] = [] } = await ec2.describeSecurityGroups({
    Filters: [{ Name: 'group-name', Values: [name] }],
  });
  await rds.createDBInstance({
    ...{ DBInstanceIdentifier: name, DBInstanceClass: 'db.t4g.micro', Engine: 'postgres' },
    ...{ AllocatedStorage: 20, StorageType: 'gp3', BackupRetentionPeriod: 0, PubliclyAccessible: false },
    ...{ DBName: 'keycloak', MasterUsername: 'keycloak', MasterUserPassword: password },
    VpcSecurityGroupIds: [group?.GroupId ?? ''],
  });
}

/** Resolves with the host name when the database is available. */
export async function databaseAddress(
  { rds }: AccountClients,
  DBInstanceIdentifier: string,
  pause: () => Promise<void>,
): Promise<string> {
  for (;;) {
    const { DBInstances: [found] = [] } = await rds.describeDBInstances({ DBInstanceIdentifier });
    const { DBInstanceStatus: status, Endpoint: endpoint } = found ?? {};
    if (status === 'available' && endpoint?.Address !== undefined) return endpoint.Address;
    if (status === 'failed' || status === 'incompatible-network') {
      throw new Error(`The database did not start: ${status}.`);
    }
    await pause();
  }
}

/** Instances and security groups that Beanstalk created for an environment and that still exist. */
export async function taggedResources({ ec2 }: AccountClients, environment: string): Promise<string[]> {
  const tag = { Name: 'tag:elasticbeanstalk:environment-name', Values: [environment] };
  const { Reservations = [] } = await ec2.describeInstances({ Filters: [tag] });
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters: [tag] });
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  return [
    // A terminated instance is listed for about an hour.
    ...instances.flatMap(({ InstanceId, State }) => (State?.Name === 'terminated' ? [] : [InstanceId])),
    ...SecurityGroups.map(({ GroupId }) => GroupId),
  ].flatMap((id) => (id === undefined ? [] : [id]));
}
