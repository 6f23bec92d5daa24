/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
import { z } from 'zod';
import { statistic } from './metric.ts';
import { timestamp, windowOf } from './metric-data.ts';
import type { MetricStore } from './metric-store.ts';
import {
  dimensions,
  listOf,
  metricName,
  metricOf,
  namespace,
  period,
  statisticSchema,
  unit,
} from './queries.ts';
import { ServiceError } from '../http/service.ts';

const mostDatapoints = 1_440;

export const statisticsInput = z.object({
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: dimensions,
  StartTime: timestamp,
  EndTime: timestamp,
  Period: period,
  Statistics: listOf(statisticSchema, 5).refine((names) => names.length > 0, {
    message: 'Local Beanstalk supports no ExtendedStatistics: name at least one of Statistics',
  }),
  Unit: unit.optional(),
});

export function getMetricStatistics(store: MetricStore, input: z.output<typeof statisticsInput>) {
  const { MetricName, StartTime, EndTime, Period, Statistics, Unit } = input;
  const window = windowOf(StartTime, EndTime, Period);
  const asked = Math.ceil((window.end - window.start) / window.periodMs);
  if (asked > mostDatapoints) {
    throw new ServiceError(
      'InvalidParameterCombination',
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${mostDatapoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
  const metric = metricOf(input);
  const ofUnit = store.units(metric).filter((name) => (Unit ?? name) === name);
  return {
    Label: MetricName,
    Datapoints: ofUnit.flatMap((name) =>
      [...store.statistics(metric, window, name)].map(([time, statistics]) => ({
        Timestamp: new Date(time),
        ...Object.fromEntries(Statistics.map((wanted) => [wanted, statistic(statistics, wanted)])),
        Unit: name,
      })),
    ),
  };
}
