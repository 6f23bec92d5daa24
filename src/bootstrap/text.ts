/** Texts of `kc-eb bootstrap` for people. */
import { alignColumns } from '../base/table.ts';
import type { StackChange } from './change-set.ts';
import { type Cost, totalOf } from './cost.ts';
import type { BootstrapPlan } from './plan.ts';
import { pricedAt } from './prices.ts';

const actions = {
  create: 'create',
  update: 'compare with the template and update',
  follow: 'follow the operation that runs, then compare',
  replace: 'delete, because its creation was rolled back, then create',
} satisfies Record<BootstrapPlan['action'], string>;

/** The plan with its template, for --dry-run. */
export function planText(plan: BootstrapPlan, columns: number): string {
  return [
    `Stack ${plan.stack} in ${plan.region}, account ${plan.account}, ${plan.vpc}: ${actions[plan.action]}`,
    '',
    plan.template.trimEnd(),
    '',
    costText(plan.costs, columns),
  ].join('\n');
}

export function costText(costs: readonly Cost[], columns = Infinity): string {
  const total = totalOf(costs);
  const rows = costs.map(({ what, monthly, by }) => [what, usd(monthly), `kc-eb ${by}`]);
  const missing = costs.some(({ monthly }) => monthly === undefined)
    ? ' Not in it: what has no price here (https://calculator.aws has all).'
    : '';
  return [
    alignColumns([['', 'USD a month', 'created by'], ...rows, ['sum', usd(total), '']], columns),
    `On-demand prices of ${pricedAt.region} in ${pricedAt.date}, without traffic and free tier.${missing}`,
  ].join('\n');
}

function usd(amount: number | undefined): string {
  return amount === undefined ? '?' : amount.toFixed(2);
}

/** One line a change. */
export function changesText(changes: readonly StackChange[]): string {
  return alignColumns([
    ['change', 'resource', 'type', 'properties'],
    ...changes.map(({ action, resource, type, properties, replaces, drifted }) => [
      `${actionWords[action]}${replaces ? ', replaces' : ''}${drifted ? ', was changed outside' : ''}`,
      ...[resource, type, properties.join(', ')],
    ]),
  ]);
}

const actionWords = {
  Add: 'add',
  Modify: 'modify',
  Remove: 'remove',
  Import: 'import',
  Dynamic: 'may change',
  SyncWithActual: 'accept unchanged',
} satisfies Record<StackChange['action'], string>;
