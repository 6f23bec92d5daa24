/**
 * The properties of AWS::CloudWatch::Alarm, checked as CloudWatch checks them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
import { z } from 'zod';
import {
  flag,
  givenDimensions,
  listOf,
  metricName,
  namespace,
  period,
  queries,
  statisticSchema,
  unit,
} from './queries.ts';

const daySeconds = 24 * 60 * 60;

/** Comparison operator → its words in a state reason. */
export const comparisons = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;
export type ComparisonOperator = keyof typeof comparisons;
const operators = Object.keys(comparisons) as ComparisonOperator[];
/** Operators of anomaly detection. */
const bandOperators = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];

const alarmPeriod = period.refine((value) => value >= 10, {
  message: 'Period must be 10, 20, 30 or a multiple of 60',
});
const actions = listOf(z.string().regex(/^arn:/, 'Invalid arn syntax'), 5).default([]);
const count = z.coerce.number().int().min(1);

const properties = z.strictObject({
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: flag.default(true),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
  MetricName: metricName.optional(),
  Namespace: namespace.optional(),
  Dimensions: givenDimensions.optional(),
  Statistic: statisticSchema.optional(),
  Unit: unit.optional(),
  Period: alarmPeriod.optional(),
  Metrics: queries.min(1).max(20).optional(),
  EvaluationPeriods: count,
  DatapointsToAlarm: count.optional(),
  Threshold: z.coerce.number(),
  ComparisonOperator: z.enum(operators, {
    error: ({ input }) =>
      bandOperators.includes(String(input))
        ? `Local Beanstalk does not support the operator ${String(input)}`
        : undefined,
  }),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});

const unsupported = ['EvaluateLowSampleCountPercentile', 'ExtendedStatistic', 'ThresholdMetricId'];

export type AlarmProperties = z.output<typeof alarmProperties>;

export const alarmProperties = z
  .record(z.string(), z.unknown())
  .superRefine((all, context) => {
    for (const name of unsupported) {
      if (name in all)
        context.addIssue({ code: 'custom', message: `Local Beanstalk does not support ${name}` });
    }
  })
  .pipe(properties)
  .superRefine((all, context) => {
    const report = (message: string): void => {
      context.addIssue({ code: 'custom', message });
    };
    if ((all.DatapointsToAlarm ?? 0) > all.EvaluationPeriods) {
      report('DatapointsToAlarm must not be greater than EvaluationPeriods');
    }
    if (all.Metrics === undefined) {
      for (const name of ['MetricName', 'Namespace', 'Statistic', 'Period'] as const) {
        if (all[name] === undefined) report(`The parameter ${name} is required for an alarm without Metrics`);
      }
    } else {
      for (const name of ['MetricName', 'Namespace', 'Dimensions', 'Statistic', 'Unit', 'Period'] as const) {
        if (all[name] !== undefined) report(`The parameters ${name} and Metrics are mutually exclusive`);
      }
      if (all.Metrics.filter(({ ReturnData }) => ReturnData).length !== 1) {
        report('Exactly one element of the metrics list should return data');
      }
      const periods = all.Metrics.flatMap(({ MetricStat }) =>
        MetricStat === undefined ? [] : [MetricStat.Period],
      );
      if (new Set(periods).size > 1) report('All metrics of an alarm must have the same period');
      if (periods.some((value) => value < 10)) report('Period must be 10, 20, 30 or a multiple of 60');
    }
    const seconds = alarmPeriodOf(all);
    const most = seconds >= 3600 ? 7 * daySeconds : daySeconds;
    if (seconds * all.EvaluationPeriods > most) {
      report(
        `Metrics cannot be checked across more than ${most / daySeconds} day(s): EvaluationPeriods * Period`,
      );
    }
  });

/** Seconds. */
export function alarmPeriodOf({
  Period,
  Metrics,
}: Pick<z.output<typeof properties>, 'Period' | 'Metrics'>): number {
  return Period ?? Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period ?? 60;
}
