/**
 * The estimated cost in us-east-1, without tax and free tier. Other regions cost up to twice as much.
 * https://aws.amazon.com/ec2/pricing/on-demand/ https://aws.amazon.com/rds/postgresql/pricing/
 * https://aws.amazon.com/elasticloadbalancing/pricing/ https://aws.amazon.com/vpc/pricing/
 */
import { alignColumns } from '../../src/base/table.ts';

interface Charge {
  readonly what: string;
  /** Average number during the run. */
  readonly count: number;
  readonly dollarsAnHour: number;
}

const hoursAMonth = 730;

/** An Immutable deployment and a failed one double the instances for a part of the time. */
const charges: readonly Charge[] = [
  { what: 't3.medium instance, 2 to 4', count: 3, dollarsAnHour: 0.0416 },
  { what: 'public IPv4 address', count: 5, dollarsAnHour: 0.005 },
  { what: 'gp3 root volume, 8 GB', count: 3, dollarsAnHour: (8 * 0.08) / hoursAMonth },
  { what: 'application load balancer', count: 1, dollarsAnHour: 0.0225 + 0.008 },
  { what: 'RDS db.t4g.micro, PostgreSQL', count: 1, dollarsAnHour: 0.016 },
  { what: 'RDS storage, 20 GB', count: 1, dollarsAnHour: (20 * 0.115) / hoursAMonth },
  { what: 'secret', count: 2, dollarsAnHour: 0.4 / hoursAMonth },
];

/** Logs, requests, the image in ECR and its transfer. */
const once = 0.05;

/** Hours from the first resource to the last removal. */
export const expectedHours = 2.5;

export function estimate(hours = expectedHours): { dollars: number; text: string } {
  const rows = charges.map(({ what, count, dollarsAnHour }) => [
    what,
    String(count),
    (count * dollarsAnHour * hours).toFixed(3),
  ]);
  const dollars = charges.reduce(
    (sum, { count, dollarsAnHour }) => sum + count * dollarsAnHour * hours,
    once,
  );
  const table = alignColumns([
    ['RESOURCE', 'COUNT', `USD IN ${hours} HOURS`],
    ...rows,
    ['logs, requests, image', '1', once.toFixed(3)],
    ['sum', '', dollars.toFixed(2)],
  ]);
  return { dollars, text: table };
}
