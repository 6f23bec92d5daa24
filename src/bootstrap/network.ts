/** Finds the VPC and the subnets of the database. */
import { UserError } from '../base/user-error.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import type { Network } from './template.ts';

/**
 * Returns network.vpc or the default VPC of the region, and one subnet in each availability zone: of network.subnets if
 * set. Throws UserError 'usage' without a VPC, and with fewer than two zones, which RDS requires.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
 */
export async function readNetwork({ aws }: Pick<Deps, 'aws'>, { network, region }: Config): Promise<Network> {
  const ec2 = await aws.ec2();
  const vpc = network.vpc ?? (await defaultVpc(ec2, region));
  const { Subnets = [] } = await ec2.describeSubnets({
    Filters: [
      { Name: 'vpc-id', Values: [vpc] },
      ...(network.subnets.length > 0 ? [{ Name: 'subnet-id', Values: [...network.subnets] }] : []),
    ],
  });
  const byZone = new Map<string, string>();
  for (const { AvailabilityZone = '', SubnetId = '' } of Subnets.toSorted(byId)) {
    if (!byZone.has(AvailabilityZone)) byZone.set(AvailabilityZone, SubnetId);
  }
  if (byZone.size < 2) {
    const where = network.subnets.length > 0 ? 'network.subnets' : `the subnets of ${vpc}`;
    throw new UserError(
      'usage',
      `RDS needs subnets in two availability zones; ${where} have ${byZone.size}.`,
      {
        hint: 'Add a subnet in another zone, or name another VPC in network.vpc.',
      },
    );
  }
  return { vpc, subnets: [...byZone.values()] };
}

/** The order of the response may change; a changed template would look like a change of the user. */
function byId(a: { SubnetId?: string | undefined }, b: { SubnetId?: string | undefined }): number {
  return (a.SubnetId ?? '').localeCompare(b.SubnetId ?? '');
}

async function defaultVpc(ec2: Awaited<ReturnType<Deps['aws']['ec2']>>, region: string): Promise<string> {
  const { Vpcs = [] } = await ec2.describeVpcs({ Filters: [{ Name: 'is-default', Values: ['true'] }] });
  const [vpc] = Vpcs;
  if (vpc?.VpcId !== undefined) return vpc.VpcId;
  throw new UserError('usage', `The account has no default VPC in ${region}.`, {
    hint: 'Name a VPC in network.vpc of kc-eb.yaml, with network.subnets.',
  });
}
