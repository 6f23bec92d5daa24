/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
import { z } from 'zod';
import type { Alarm } from './alarms.ts';
import { listOf } from './queries.ts';
import { ServiceError } from '../http/service.ts';

const text = z.string().min(1);

export const describeInput = z.object({
  AlarmNames: listOf(text.max(255), 100).default([]),
  AlarmNamePrefix: text.max(255).optional(),
  AlarmTypes: listOf(z.enum(['CompositeAlarm', 'MetricAlarm', 'LogAlarm']), 3).default([]),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  ActionPrefix: text.max(1024).optional(),
  MaxRecords: z.coerce.number().int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
});

type Input = z.output<typeof describeInput>;

/** `alarms`: by name. */
export function describeAlarms(
  alarms: readonly Alarm[],
  input: Input,
  place: { region: string; accountId: string },
) {
  const { AlarmNames: names, AlarmNamePrefix: prefix, MaxRecords: most, NextToken: token } = input;
  if (names.length > 0 && prefix !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'AlarmNamePrefix and AlarmNames are mutually exclusive',
    );
  }
  const found = alarms
    .filter((alarm) => isWanted(alarm, input))
    .filter(({ name }) => token === undefined || name > token);
  const page = found.slice(0, most);
  return {
    MetricAlarms: page.map((alarm) => describe(alarm, place)),
    CompositeAlarms: [],
    NextToken: found.length > most ? page.at(-1)?.name : undefined,
  };
}

function isWanted({ name, state, checked }: Alarm, input: Input): boolean {
  const { AlarmNames: names, AlarmNamePrefix: prefix, AlarmTypes: types, ActionPrefix: action } = input;
  const actions = [...checked.AlarmActions, ...checked.OKActions, ...checked.InsufficientDataActions];
  return (
    (types.length === 0 || types.includes('MetricAlarm')) &&
    (names.length === 0 || names.includes(name)) &&
    name.startsWith(prefix ?? '') &&
    (input.StateValue ?? state.value) === state.value &&
    (action === undefined || actions.some((arn) => arn.startsWith(action)))
  );
}

function describe(
  { name, checked, configuredAt, state }: Alarm,
  place: { region: string; accountId: string },
) {
  const { Dimensions, Metrics, ...properties } = checked;
  return {
    AlarmName: name,
    AlarmArn: `arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${name}`,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    ...properties,
    // ListTagsForResource shows tags.
    Tags: undefined,
    Dimensions: Dimensions ?? [],
    ...(Metrics !== undefined && { Metrics }),
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.updatedAt),
  };
}
