/**
 * Datapoints of the last three hours, in memory. AWS keeps those below a minute for three hours, and others for longer.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
import { combine, type Metric, type Sample, type Statistics } from './metric.ts';

export const retentionMs = 3 * 60 * 60 * 1000;
/** AWS accepts values up to 2 hours ahead. */
const aheadMs = 2 * 60 * 60 * 1000;
/** Series beyond this are not stored. */
const maxSeries = 10_000;

interface Series {
  metric: Metric;
  /** Unit → start of a second or minute in milliseconds → statistics. */
  units: Map<string, Map<number, Statistics>>;
  /** The newest datapoint. */
  newest: number;
}

/** Times in milliseconds since 1970; `end` is not included. */
export interface Window {
  start: number;
  end: number;
  periodMs: number;
}

export class MetricStore {
  readonly #now: () => Date;
  readonly #series = new Map<string, Series>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Skips values that AWS would not accept or that are older than the retention. */
  add({ metric, unit, timestamp, values, resolution }: Sample): void {
    const now = this.#now().getTime();
    const oldest = now - retentionMs;
    if (timestamp < oldest || timestamp > now + aheadMs) return;
    const series = this.#find(metric, oldest);
    if (series === undefined) return;
    const points = series.units.get(unit) ?? new Map<number, Statistics>();
    series.units.set(unit, points);
    for (const [time] of points) {
      if (time >= oldest) break;
      points.delete(time);
    }
    const start = floor(timestamp, resolution * 1000);
    for (const value of values) {
      const one = { SampleCount: 1, Sum: value, Minimum: value, Maximum: value };
      points.set(start, combine(points.get(start), one));
    }
    series.newest = Math.max(series.newest, start);
  }

  /** Metrics with a datapoint, in no order. */
  metrics(): Metric[] {
    const oldest = this.#now().getTime() - retentionMs;
    return [...this.#series.values()].filter(({ newest }) => newest >= oldest).map(({ metric }) => metric);
  }

  units(metric: Metric): string[] {
    return [...(this.#series.get(keyOf(metric))?.units.keys() ?? [])];
  }

  /** Statistics by the start of their period; absent for a period without values. `unit`: default all. */
  statistics(metric: Metric, { start, end, periodMs }: Window, unit?: string): Map<number, Statistics> {
    const found = new Map<number, Statistics>();
    const oldest = this.#now().getTime() - retentionMs;
    for (const [ofUnit, points] of this.#series.get(keyOf(metric))?.units ?? []) {
      if (unit !== undefined && unit !== ofUnit) continue;
      for (const [time, statistics] of points) {
        if (time < start || time >= end || time < oldest) continue;
        const period = start + floor(time - start, periodMs);
        found.set(period, combine(found.get(period), statistics));
      }
    }
    return found;
  }

  #find(metric: Metric, oldest: number): Series | undefined {
    const key = keyOf(metric);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= maxSeries) this.#deleteOld(oldest);
    if (this.#series.size >= maxSeries) return undefined;
    const series: Series = { metric, units: new Map(), newest: 0 };
    this.#series.set(key, series);
    return series;
  }

  #deleteOld(oldest: number): void {
    for (const [key, { newest }] of this.#series) if (newest < oldest) this.#series.delete(key);
  }
}

export function floor(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

/** The order of dimensions does not matter. */
function keyOf({ namespace, name, dimensions }: Metric): string {
  const sorted = dimensions.map((dimension) => [dimension.name, dimension.value]).sort();
  return JSON.stringify([namespace, name, sorted]);
}
