/**
 * On-demand prices of AWS in us-east-1, in USD. https://aws.amazon.com/rds/postgresql/pricing/,
 * https://aws.amazon.com/ec2/pricing/on-demand/, https://aws.amazon.com/elasticloadbalancing/pricing/,
 * https://aws.amazon.com/secrets-manager/pricing/
 */
export const pricedAt = { date: '2026-06', region: 'us-east-1' };

/** An hour of a single-AZ instance with PostgreSQL, MySQL or MariaDB. */
export const databaseHour: Readonly<Record<string, number>> = {
  'db.t4g.micro': 0.016,
  'db.t4g.small': 0.032,
  'db.t4g.medium': 0.065,
  'db.t4g.large': 0.129,
};

/** An hour of an instance with Linux. */
export const instanceHour: Readonly<Record<string, number>> = {
  't3.small': 0.0208,
  't3.medium': 0.0416,
  't3.large': 0.0832,
  't4g.small': 0.0168,
  't4g.medium': 0.0336,
  't4g.large': 0.0672,
};

export const prices = {
  /** A GB of gp3 in a single availability zone, a month. */
  storageGbMonth: 0.115,
  /** A GB of Aurora, a month. */
  auroraGbMonth: 0.1,
  auroraUnitHour: 0.12,
  secretMonth: 0.4,
  balancerHour: 0.0225,
  /** A public IPv4 address. */
  addressHour: 0.005,
};

/** AWS's month in its own examples. */
export const hoursInMonth = 730;
