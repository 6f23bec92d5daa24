/** The monthly cost of a stack and of the environment that `kc-eb deploy` adds. */
import type { Config } from '../config/schema.ts';
import { kindOf } from './engines.ts';
import { databaseHour, hoursInMonth, instanceHour, prices } from './prices.ts';

export interface Cost {
  what: string;
  /** USD a month; undefined: prices.ts lacks it. */
  monthly: number | undefined;
  /** The command that creates it. */
  by: 'bootstrap' | 'deploy';
}

/** On-demand prices of us-east-1, without traffic, backups beyond the free size, and the free tier. */
export function costsOf(config: Config): Cost[] {
  const { min, types } = config.instances;
  const [type = ''] = types;
  return [
    ...databaseCosts(config),
    { what: '2 secrets', monthly: 2 * prices.secretMonth, by: 'bootstrap' },
    { what: `${min} × ${type}`, monthly: hourly(instanceHour[type], min), by: 'deploy' },
    { what: 'load balancer', monthly: hourly(prices.balancerHour), by: 'deploy' },
    {
      what: `${min + balancerZones} public IPv4 addresses`,
      ...{ monthly: hourly(prices.addressHour, min + balancerZones), by: 'deploy' },
    },
  ];
}

/** An application load balancer has a node, with an address, in at least two zones. */
const balancerZones = 2;

function databaseCosts(config: Config): Cost[] {
  const { instanceClass, storageGb, minCapacity, multiAz } = config.bootstrap;
  const copies = multiAz ? 2 : 1;
  const times = multiAz ? '2 × ' : '';
  if (kindOf(config) === 'aurora-serverless') {
    return [
      {
        what: `${times}Aurora at its least capacity, ${minCapacity} ACU`,
        ...{ monthly: hourly(prices.auroraUnitHour, minCapacity * copies), by: 'bootstrap' },
      },
      { what: '10 GB of Aurora storage', monthly: 10 * prices.auroraGbMonth, by: 'bootstrap' },
    ];
  }
  return [
    {
      what: `${times}${instanceClass}`,
      ...{ monthly: hourly(databaseHour[instanceClass], copies), by: 'bootstrap' },
    },
    {
      what: `${times}${storageGb} GB of gp3`,
      ...{ monthly: storageGb * copies * prices.storageGbMonth, by: 'bootstrap' },
    },
  ];
}

function hourly(price: number | undefined, count = 1): number | undefined {
  return price === undefined ? undefined : price * count * hoursInMonth;
}

/** Sum of the known prices, in USD a month. */
export function totalOf(costs: readonly Cost[]): number {
  return costs.reduce((sum, { monthly = 0 }) => sum + monthly, 0);
}
