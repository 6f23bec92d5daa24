/**
 * CloudWatch: metrics and alarms.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html
 */
import { z } from 'zod';
import type { Alarms } from './alarms.ts';
import { describeAlarms, describeInput } from './describe-alarms.ts';
import { getMetricData, metricDataInput } from './metric-data.ts';
import { getMetricStatistics, statisticsInput } from './metric-statistics.ts';
import type { MetricStore } from './metric-store.ts';
import { listOf, metricName, namespace } from './queries.ts';
import { anyOperation, anyProtocolService } from '../http/any-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';

const metricsPerPage = 500;

/** Names of the errors' shapes in CBOR and JSON. */
const shapes = {
  ValidationError: 'ValidationException',
  InvalidParameterValue: 'InvalidParameterValueException',
  InvalidParameterCombination: 'InvalidParameterCombinationException',
  MissingParameter: 'MissingRequiredParameterException',
};

const listInput = z.object({
  Namespace: namespace.optional(),
  MetricName: metricName.optional(),
  Dimensions: listOf(z.object({ Name: z.string().min(1), Value: z.string().optional() }), 10).default([]),
  /** Datapoints are never older than these three hours. */
  RecentlyActive: z.literal('PT3H').optional(),
  NextToken: z.string().optional(),
});

export function monitoringService(
  { metrics, alarms }: { metrics: MetricStore; alarms: Alarms },
  place: { region: string; accountId: string },
): Service {
  return anyProtocolService(
    'monitoring',
    { xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/', shapes },
    {
      ListMetrics: anyOperation(listInput, (input) => listMetrics(metrics, input)),
      GetMetricData: anyOperation(metricDataInput, (input) => getMetricData(metrics, input)),
      GetMetricStatistics: anyOperation(statisticsInput, (input) => getMetricStatistics(metrics, input)),
      DescribeAlarms: anyOperation(describeInput, (input) => describeAlarms(alarms.all(), input, place)),
    },
  );
}

function listMetrics(store: MetricStore, input: z.output<typeof listInput>) {
  const start = readOffset(input.NextToken);
  const found = store
    .metrics()
    .filter(
      ({ namespace: ofNamespace, name, dimensions }) =>
        (input.Namespace ?? ofNamespace) === ofNamespace &&
        (input.MetricName ?? name) === name &&
        input.Dimensions.every(({ Name, Value }) =>
          dimensions.some((one) => one.name === Name && (Value ?? one.value) === one.value),
        ),
    );
  const end = start + metricsPerPage;
  return {
    Metrics: found.slice(start, end).map(({ namespace: Namespace, name: MetricName, dimensions }) => ({
      ...{ Namespace, MetricName },
      Dimensions: dimensions.map(({ name: Name, value: Value }) => ({ Name, Value })),
    })),
    NextToken: end < found.length ? String(end) : undefined,
  };
}

function readOffset(token = '0'): number {
  if (/^\d+$/.test(token)) return Number(token);
  throw new ServiceError('InvalidParameterValue', 'Invalid NextToken');
}
