/** Metrics and statistics in CloudWatch's terms. */

export const units = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits', 'Percent', 'Count', 'Bytes/Second'],
  ...['Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second', 'Terabytes/Second', 'Bits/Second'],
  ...['Kilobits/Second', 'Megabits/Second', 'Gigabits/Second', 'Terabits/Second', 'Count/Second', 'None'],
];

export interface Dimension {
  name: string;
  value: string;
}

export interface Metric {
  namespace: string;
  name: string;
  dimensions: readonly Dimension[];
}

/** Values of a metric at one time. */
export interface Sample {
  metric: Metric;
  unit: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  values: readonly number[];
  /** Seconds: 1 for high resolution, else 60. */
  resolution: 1 | 60;
}

export interface Statistics {
  SampleCount: number;
  Sum: number;
  Minimum: number;
  Maximum: number;
}

export const statisticNames = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type StatisticName = (typeof statisticNames)[number];

export function statistic(statistics: Statistics, name: StatisticName): number {
  return name === 'Average' ? statistics.Sum / statistics.SampleCount : statistics[name];
}

export function combine(a: Statistics | undefined, b: Statistics): Statistics {
  if (a === undefined) return b;
  return {
    SampleCount: a.SampleCount + b.SampleCount,
    Sum: a.Sum + b.Sum,
    Minimum: Math.min(a.Minimum, b.Minimum),
    Maximum: Math.max(a.Maximum, b.Maximum),
  };
}
