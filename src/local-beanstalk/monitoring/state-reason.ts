/** The reason of a state in CloudWatch's words, as public logs show them. */
import { type AlarmProperties, alarmPeriodOf, comparisons } from './alarm-properties.ts';
import { type Datapoint, isBreaching, type StateValue, type Verdict } from './evaluate.ts';

export const initialReason = 'Unchecked: Initial alarm creation';

export function stateReason(
  { evaluated, filled, state }: Verdict,
  rules: AlarmProperties,
  before: StateValue,
): string {
  const { EvaluationPeriods: periods, TreatMissingData: treat, Threshold, DatapointsToAlarm: least } = rules;
  const missing = `${filled} missing ${filled === 1 ? 'datapoint was' : 'datapoints were'} treated as [${treat === 'breaching' ? 'Breaching' : 'NonBreaching'}]`;
  if (evaluated.length === 0) {
    if (state === 'INSUFFICIENT_DATA') {
      return `Insufficient Data: ${periods} ${periods === 1 ? 'datapoint was' : 'datapoints were'} unknown.`;
    }
    const noun = periods === 1 ? 'period' : 'periods';
    return `Threshold Crossed: no datapoints were received for ${periods} ${noun} and ${missing}.`;
  }
  const isAlarm = state === 'ALARM';
  // An alarm by missing data may have no breaching datapoint.
  const deciding = evaluated.filter(({ value }) => isBreaching(value, rules) === isAlarm);
  const shown = deciding.length === 0 ? evaluated : deciding;
  const not = isBreaching(shown[0]?.value ?? 0, rules) ? '' : 'not ';
  const some = `${shown.length} ${shown.length === 1 && least === undefined ? 'datapoint' : 'datapoints'}`;
  const counted = least === undefined ? some : `${shown.length} out of the last ${periods} datapoints`;
  const list = shown.toReversed().map(describe).join(', ');
  const verb = shown.length === 1 ? 'was' : 'were';
  const comparison = `${not}${comparisons[rules.ComparisonOperator]} the threshold (${double(Threshold)})`;
  const andMissing =
    filled > 0 && (treat === 'breaching' || treat === 'notBreaching') ? ` and ${missing}` : '';
  return `Threshold Crossed: ${counted} [${list}] ${verb} ${comparison}${andMissing}${transition(rules, isAlarm, before)}.`;
}

/** Only alarms with DatapointsToAlarm show it. */
function transition(rules: AlarmProperties, isAlarm: boolean, before: StateValue): string {
  const { EvaluationPeriods: periods, DatapointsToAlarm: least } = rules;
  if (least === undefined || before === 'INSUFFICIENT_DATA') return '';
  const needed = isAlarm ? least : periods - least + 1;
  const way = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return ` (minimum ${needed} ${needed === 1 ? 'datapoint' : 'datapoints'} for ${way} transition)`;
}

/** StateReasonData of a metric alarm; times as CloudWatch writes them. */
export function reasonData(verdict: Verdict, rules: AlarmProperties, at: number): string {
  const { evaluated } = verdict;
  return JSON.stringify({
    version: '1.0',
    queryDate: isoTime(at),
    ...(evaluated[0] !== undefined && { startDate: isoTime(evaluated[0].time) }),
    ...(rules.Statistic !== undefined && { statistic: rules.Statistic }),
    period: alarmPeriodOf(rules),
    recentDatapoints: evaluated.map(({ value }) => value),
    threshold: rules.Threshold,
  });
}

function describe({ time, value }: Datapoint): string {
  const [, year = '', month = '', day = '', clock = ''] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(time).toISOString()) ?? [];
  return `${double(value)} (${day}/${month}/${year} ${clock})`;
}

/** "2.0", as Java writes a double. */
function double(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function isoTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}
