/**
 * Metric data queries: of GetMetricData, and of alarms on a metric math expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
 */
import { z } from 'zod';
import { largest } from '../../base/extremes.ts';
import { type Metric, statistic, statisticNames, type StatisticName, units } from './metric.ts';
import type { MetricStore, Window } from './metric-store.ts';

/** Seconds. Texts come from the query protocol and from templates. */
export const period = z.coerce
  .number()
  .int()
  .positive()
  .refine((value) => [1, 5, 10, 20, 30].includes(value) || value % 60 === 0, {
    message: 'Period must be 1, 5, 10, 20, 30 or a multiple of 60',
  });
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** The query protocol has no empty list. */
export const listOf = <T extends z.ZodType>(member: T, most: number) =>
  z.preprocess((value) => (value === '' ? [] : value), z.array(member).max(most));

export const namespace = z.string().min(1).max(255).regex(/^[^:]/, 'Namespace must not begin with a colon');
export const metricName = z.string().min(1).max(255);
const dimension = z.strictObject({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1024) });
export const givenDimensions = listOf(dimension, 30).refine(
  (all) => new Set(all.map(({ Name }) => Name)).size === all.length,
  { message: 'A dimension name occurs twice' },
);
export const dimensions = givenDimensions.default([]);
export const unit = z.enum(units);
export const statisticSchema = z.enum(statisticNames, {
  error: ({ input }) =>
    `Local Beanstalk supports only the statistics ${statisticNames.join(', ')}; this is ${String(input)}`,
});

const identifier = z
  .string()
  .max(255)
  .regex(
    /^[a-z][a-zA-Z0-9_]*$/,
    'An Id begins with a lower-case letter and holds letters, digits, underscores',
  );

const query = z
  .strictObject({
    Id: identifier,
    MetricStat: z
      .strictObject({
        Metric: z.strictObject({ Namespace: namespace, MetricName: metricName, Dimensions: dimensions }),
        Period: period,
        Stat: statisticSchema,
        Unit: unit.optional(),
      })
      .optional(),
    Expression: z.string().min(1).max(2048).optional(),
    Label: z.string().optional(),
    ReturnData: flag.default(true),
    Period: period.optional(),
  })
  .refine((one) => (one.MetricStat === undefined) !== (one.Expression === undefined), {
    message: 'A query has either a MetricStat or an Expression',
  });
export type Query = z.output<typeof query>;

const difference = /^\s*([a-z]\w*)\s*-\s*([a-z]\w*)\s*$/;

export const queries = z.array(query).superRefine((all, context) => {
  const report = (message: string): void => {
    context.addIssue({ code: 'custom', message });
  };
  const ids = new Set(all.map(({ Id }) => Id));
  if (ids.size < all.length) report('An Id occurs twice in MetricDataQueries');
  const stats = new Set(all.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id }) => Id));
  for (const one of all) {
    const { Id, Expression, Period } = one;
    if (Period !== undefined && Period !== periodOf(one, all)) {
      report(`Local Beanstalk supports no Period of ${Id} that differs from the one of its metrics`);
    }
    if (Expression === undefined) continue;
    const operands = readDifference(Expression);
    if (operands === undefined) {
      report(`Local Beanstalk supports only expressions like "a - b"; that of ${Id} is "${Expression}"`);
      continue;
    }
    const periods = all.flatMap((one) =>
      operands.includes(one.Id) && one.MetricStat !== undefined ? [one.MetricStat.Period] : [],
    );
    if (new Set(periods).size > 1) {
      report(`Local Beanstalk supports no expression on metrics with different periods: that of ${Id}`);
    }
    const unknown = operands.find((operand) => !stats.has(operand));
    if (unknown !== undefined) {
      report(
        ids.has(unknown)
          ? `Local Beanstalk supports no expression on another one: "${Expression}" of ${Id}`
          : `Error in expression '${Id}': Unresolved identifier: ${unknown}`,
      );
    }
  }
});

function readDifference(expression: string): [string, string] | undefined {
  const [, a, b] = difference.exec(expression) ?? [];
  return a === undefined || b === undefined ? undefined : [a, b];
}

/** The period of a query in seconds. An expression has that of its operands. */
export function periodOf(one: Query, all: readonly Query[]): number {
  const operands = readDifference(one.Expression ?? '') ?? [one.Id];
  const periods = all.flatMap(({ Id, MetricStat }) =>
    MetricStat !== undefined && operands.includes(Id) ? [MetricStat.Period] : [],
  );
  return largest(periods);
}

/** Values by the start of their period, oldest first. */
export type Points = ReadonlyMap<number, number>;

/** `window`: of the query's own period. A difference exists where both operands have a value. */
export function run(store: MetricStore, one: Query, all: readonly Query[], window: Window): Points {
  if (one.MetricStat !== undefined) return statisticPoints(store, one.MetricStat, window);
  const [minuend = new Map<number, number>(), subtrahend = new Map<number, number>()] = (
    readDifference(one.Expression ?? '') ?? []
  ).map((operand) => {
    const stat = all.find(({ Id }) => Id === operand)?.MetricStat;
    return stat === undefined ? new Map<number, number>() : statisticPoints(store, stat, window);
  });
  return new Map(
    [...minuend].flatMap(([time, value]): [number, number][] => {
      const other = subtrahend.get(time);
      return other === undefined ? [] : [[time, value - other]];
    }),
  );
}

function statisticPoints(
  store: MetricStore,
  { Metric: named, Stat, Unit }: NonNullable<Query['MetricStat']>,
  window: Window,
): Map<number, number> {
  return points(store, metricOf(named), { stat: Stat, unit: Unit }, window);
}

export function points(
  store: MetricStore,
  metric: Metric,
  { stat, unit: ofUnit }: { stat: StatisticName; unit?: string | undefined },
  window: Window,
): Map<number, number> {
  const found = [...store.statistics(metric, window, ofUnit)].sort(([a], [b]) => a - b);
  return new Map(found.map(([time, statistics]) => [time, statistic(statistics, stat)]));
}

export function metricOf(named: {
  Namespace: string;
  MetricName: string;
  Dimensions: readonly { Name: string; Value: string }[];
}): Metric {
  return {
    namespace: named.Namespace,
    name: named.MetricName,
    dimensions: named.Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
  };
}
