/**
 * AWS partitions: their names in ARNs, their regions and the names of their hosts.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export interface Partition {
  name: string;
  regions: RegExp;
  dnsSuffix: string;
}

/** The last row holds the regions that no other row has. */
export const partitions: readonly Partition[] = [
  { name: 'aws-cn', regions: /^cn-/, dnsSuffix: 'amazonaws.com.cn' },
  { name: 'aws-us-gov', regions: /^us-gov-/, dnsSuffix: 'amazonaws.com' },
  { name: 'aws-eusc', regions: /^eusc-/, dnsSuffix: 'amazonaws.eu' },
  { name: 'aws', regions: /^/, dnsSuffix: 'amazonaws.com' },
];

export function partitionOf(region: string): Partition {
  const found = partitions.find(({ regions }) => regions.test(region));
  if (found === undefined) throw new Error(`no partition has ${region}`);
  return found;
}

/** Host of an account's ECR registry. https://docs.aws.amazon.com/general/latest/gr/ecr.html */
export function ecrHost(account: string, region: string): string {
  return `${account}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`;
}
