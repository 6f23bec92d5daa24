/**
 * The state of an alarm from its datapoints.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { AlarmProperties, ComparisonOperator } from './alarm-properties.ts';

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Datapoint {
  /** Start of the period in milliseconds since 1970. */
  time: number;
  value: number;
}

export interface Verdict {
  /** undefined: the alarm keeps its state. */
  state: StateValue | undefined;
  /** The datapoints that decided it, oldest first. */
  evaluated: readonly Datapoint[];
  /** Missing datapoints that took part. */
  filled: number;
}

type Rules = Pick<
  AlarmProperties,
  'EvaluationPeriods' | 'DatapointsToAlarm' | 'TreatMissingData' | 'Threshold' | 'ComparisonOperator'
>;

/**
 * Periods that CloudWatch retrieves: "a higher number" than EvaluationPeriods. Its documentation has one example, 5 for 3.
 */
export function evaluationRange({ EvaluationPeriods }: Pick<Rules, 'EvaluationPeriods'>): number {
  return EvaluationPeriods + 2;
}

const compare: Record<ComparisonOperator, (value: number, threshold: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export function isBreaching(value: number, { ComparisonOperator, Threshold }: Rules): boolean {
  return compare[ComparisonOperator](value, Threshold);
}

/** `range`: the periods of the evaluation range, oldest first; undefined is a missing one. */
export function evaluate(range: readonly (Datapoint | undefined)[], rules: Rules): Verdict {
  const needed = rules.EvaluationPeriods;
  const real = range.filter((point) => point !== undefined);
  const evaluated = real.slice(-needed);
  const filled = needed - evaluated.length;
  return { state: stateOf(range, evaluated, filled, rules), evaluated, filled };
}

function stateOf(
  range: readonly (Datapoint | undefined)[],
  evaluated: readonly Datapoint[],
  filled: number,
  rules: Rules,
): StateValue | undefined {
  const least = rules.DatapointsToAlarm ?? rules.EvaluationPeriods;
  const breaching = evaluated.filter(({ value }) => isBreaching(value, rules)).length;
  if (breaching >= least) return 'ALARM';
  if (filled === 0) return 'OK';
  switch (rules.TreatMissingData) {
    case 'notBreaching':
      return 'OK';
    case 'breaching':
      return breaching + filled >= least ? 'ALARM' : 'OK';
    case 'missing':
    case 'ignore':
      if (breaching < evaluated.length) return 'OK';
      if (rules.TreatMissingData === 'ignore') return undefined;
      if (evaluated.length === 0) return 'INSUFFICIENT_DATA';
      // Every datapoint breaches: an alarm when the oldest one is old enough, else the next one may be good.
      return range.length - range.findIndex((point) => point !== undefined) >= least ? 'ALARM' : undefined;
  }
}
