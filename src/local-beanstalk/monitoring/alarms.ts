/** The alarms of stacks and their states. A state is evaluated when it is read, as if it had been at each time before. */
import type { z } from 'zod';
import { alarmPeriodOf, type AlarmProperties, alarmProperties } from './alarm-properties.ts';
import { evaluate, evaluationRange, type StateValue } from './evaluate.ts';
import { floor, type MetricStore, retentionMs } from './metric-store.ts';
import { metricOf, type Points, points, run } from './queries.ts';
import { initialReason, reasonData, stateReason } from './state-reason.ts';
import { lookUp, setKey, withoutKey } from '../base/dictionary.ts';
import type { JsonFile } from '../base/json-file.ts';
import { type AlarmStacks, InvalidResource, type StackAlarm } from '../base/ports.ts';

interface AlarmState {
  value: StateValue;
  reason: string;
  reasonData?: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
}

export interface AlarmRecord {
  name: string;
  /** The stack that owns it. */
  stack: string;
  /** Properties as the template has them. */
  properties: unknown;
  /** Milliseconds since 1970. */
  configuredAt: number;
  /** End of the last evaluation in milliseconds since 1970. */
  evaluatedAt: number;
  state: AlarmState;
}

export type AlarmRecords = Record<string, AlarmRecord>;

export interface Alarm extends AlarmRecord {
  checked: AlarmProperties;
}

export class Alarms implements AlarmStacks {
  readonly #file: Pick<JsonFile<AlarmRecords>, 'value' | 'keep'>;
  readonly #metrics: MetricStore;
  readonly #now: () => Date;
  /** Datapoints are in memory: none before this time exists. */
  readonly #startedAt: number;

  constructor(
    file: Pick<JsonFile<AlarmRecords>, 'value' | 'keep'>,
    { metrics, now }: { metrics: MetricStore; now: () => Date },
  ) {
    this.#file = file;
    this.#metrics = metrics;
    this.#now = now;
    this.#startedAt = now().getTime();
  }

  check(stack: string, { name, properties }: StackAlarm): void {
    const result = alarmProperties.safeParse(properties);
    if (!result.success) throw new InvalidResource(describe(result.error));
    const owner = lookUp(this.#file.value, name)?.stack;
    if (owner === undefined || owner === stack) return;
    throw new InvalidResource(`${name} already exists in stack ${owner}`);
  }

  replace(stack: string, alarms: readonly StackAlarm[]): { created: string[]; deleted: string[] } {
    const now = this.#now().getTime();
    const kept = new Set(alarms.map(({ name }) => name));
    const before = Object.values(this.#file.value).filter((alarm) => alarm.stack === stack);
    const deleted = before.map(({ name }) => name).filter((name) => !kept.has(name));
    for (const name of deleted) this.#file.value = withoutKey(this.#file.value, name);
    const created = alarms.filter(({ name, properties }) => {
      const present = lookUp(this.#file.value, name);
      // A changed alarm keeps its state until its next evaluation.
      if (present !== undefined) {
        if (JSON.stringify(present.properties) !== JSON.stringify(properties)) present.configuredAt = now;
        present.properties = properties;
        return false;
      }
      setKey(this.#file.value, name, {
        ...{ name, stack, properties, configuredAt: now, evaluatedAt: now },
        state: { value: 'INSUFFICIENT_DATA', reason: initialReason, updatedAt: now },
      });
      return true;
    });
    this.#file.keep();
    return { created: created.map(({ name }) => name), deleted };
  }

  /** Every alarm with its present state, by name. */
  all(): Alarm[] {
    const found = Object.values(this.#file.value).map((record) => {
      const checked = alarmProperties.parse(record.properties);
      const changed = this.#evaluate(record, checked);
      return { changed, alarm: { ...record, checked } };
    });
    if (found.some(({ changed }) => changed)) this.#file.keep();
    return found.map(({ alarm }) => alarm).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Returns true after a change of the state. */
  #evaluate(record: AlarmRecord, rules: AlarmProperties): boolean {
    const periodMs = alarmPeriodOf(rules) * 1000;
    // Alarms with a period below a minute are evaluated each 10 seconds, others each minute.
    const stepMs = periodMs < 60_000 ? 10_000 : 60_000;
    const now = this.#now().getTime();
    // A restart of the server is not a gap in the data: an alarm from before keeps its state until its periods are over.
    const restarted = record.configuredAt < this.#startedAt;
    const first = restarted ? this.#startedAt + rules.EvaluationPeriods * periodMs : 0;
    const since = Math.max(record.evaluatedAt, first, now - retentionMs);
    let changed = false;
    for (let at = floor(since, stepMs) + stepMs; at <= now; at += stepMs) {
      changed = this.#evaluateAt(record, rules, at) || changed;
      record.evaluatedAt = at;
    }
    return changed;
  }

  #evaluateAt(record: AlarmRecord, rules: AlarmProperties, at: number): boolean {
    const periodMs = alarmPeriodOf(rules) * 1000;
    const size = evaluationRange(rules);
    // Whole periods. Those below a minute begin at even divisions of the minute.
    const end = periodMs < 60_000 ? floor(at, periodMs) : at;
    const start = end - size * periodMs;
    const values = this.#values(rules, { start, end, periodMs });
    const range = Array.from({ length: size }, (_, index) => {
      const time = start + index * periodMs;
      const value = values.get(time);
      return value === undefined ? undefined : { time, value };
    });
    const verdict = evaluate(range, rules);
    if (verdict.state === undefined || verdict.state === record.state.value) return false;
    record.state = {
      value: verdict.state,
      reason: stateReason(verdict, rules, record.state.value),
      reasonData: reasonData(verdict, rules, at),
      updatedAt: at,
    };
    return true;
  }

  #values(rules: AlarmProperties, window: { start: number; end: number; periodMs: number }): Points {
    const { MetricName, Namespace, Statistic, Dimensions = [], Metrics = [], Unit } = rules;
    const watched = Metrics.find(({ ReturnData }) => ReturnData);
    if (watched !== undefined) return run(this.#metrics, watched, Metrics, window);
    if (MetricName === undefined || Namespace === undefined || Statistic === undefined) return new Map();
    const metric = metricOf({ MetricName, Namespace, Dimensions });
    return points(this.#metrics, metric, { stat: Statistic, unit: Unit }, window);
  }
}

/** "Threshold: Invalid input; …" */
function describe({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
