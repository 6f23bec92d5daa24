/**
 * CloudWatch alarms on the metrics of the heartbeats. .ebextensions puts them into the environment's CloudFormation stack,
 * so they end with the environment. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
import { stringify } from 'yaml';
import type { Config } from '../config/schema.ts';

/** An alarm as data; docs/operations.md has its meaning and remedy. */
export interface Alarm {
  /** Name in the stack, from which CloudFormation makes the name of the alarm: awseb-e-…-stack-NAME-…. */
  resource: string;
  /** The trouble, e.g. "the cluster is split". */
  what: string;
  /** The condition that raises it, in words. */
  when: string;
  /** In the notification. */
  advice: string;
  measure: Metric | Difference;
  comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  threshold: number;
  /** Seconds: 10, 30 or a multiple of 60. */
  period: number;
  /** Consecutive periods that raise it. */
  periods: number;
  missing: 'breaching' | 'notBreaching';
}

interface Metric {
  name: 'ClusterSize' | 'Ready';
  statistic: 'Minimum' | 'SampleCount';
}

/** The first metric minus the second. */
interface Difference {
  of: readonly [Metric, Metric];
}

export function alarmsOf({ cluster, instances: { min } }: Config): Alarm[] {
  const split: Alarm = {
    resource: 'KeycloakClusterSplit',
    what: 'the instances are not one cluster',
    when: 'an instance reports a cluster smaller than the number of reporting instances',
    advice: 'Run kc-eb verify: it names the cause.',
    measure: {
      of: [
        { name: 'ClusterSize', statistic: 'SampleCount' },
        { name: 'ClusterSize', statistic: 'Minimum' },
      ],
    },
    ...{ comparison: 'GreaterThanThreshold', threshold: 0, period: 30, periods: 3, missing: 'notBreaching' },
  };
  const notReady: Alarm = {
    resource: 'KeycloakNotReady',
    what: 'a Keycloak is not ready',
    when: 'an instance reports that its Keycloak is not ready',
    advice: 'Run kc-eb status, then kc-eb logs --service keycloak --since 30m.',
    measure: { name: 'Ready', statistic: 'Minimum' },
    ...{ comparison: 'LessThanThreshold', threshold: 1, period: 60, periods: 5, missing: 'notBreaching' },
  };
  const silent: Alarm = {
    resource: 'KeycloakNoHeartbeat',
    what: 'heartbeats are missing',
    when: `fewer than ${2 * min - 1} heartbeats a minute; ${min} instances send ${2 * min}`,
    advice: 'Run kc-eb verify: it names the instance and the cause.',
    measure: { name: 'Ready', statistic: 'SampleCount' },
    ...{
      comparison: 'LessThanThreshold',
      threshold: 2 * min - 1,
      period: 60,
      periods: 5,
      missing: 'breaching',
    },
  };
  return [...(cluster.enabled ? [split] : []), notReady, silent];
}

export function alarmsYaml(config: Config, { topic }: NonNullable<Config['alarms']>): string {
  const Resources = Object.fromEntries(
    alarmsOf(config).map((alarm) => [
      alarm.resource,
      { Type: 'AWS::CloudWatch::Alarm', Properties: propertiesOf(alarm, config.environment, topic) },
    ]),
  );
  return `# Written by kc-eb. CloudFormation names the alarms: Beanstalk's policies allow only names that begin with awseb-.\n${stringify({ Resources }, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** Names of values in an expression. */
const ids = { SampleCount: 'samples', Minimum: 'smallest' } satisfies Record<Metric['statistic'], string>;

function propertiesOf(alarm: Alarm, environment: string, topic: string): object {
  const { measure, period } = alarm;
  const dimensions = { Dimensions: [{ Name: 'Environment', Value: environment }] };
  const metric = ({ name, statistic }: Metric): object => ({
    Metric: { Namespace: 'kc-eb', MetricName: name, ...dimensions },
    Period: period,
    Stat: statistic,
  });
  return {
    AlarmDescription: `${environment}: ${alarm.what} (${alarm.when}). ${alarm.advice}`,
    ...('of' in measure
      ? {
          Metrics: [
            {
              Id: 'difference',
              Expression: measure.of.map(({ statistic }) => ids[statistic]).join(' - '),
              Label: alarm.what,
            },
            ...measure.of.map((one) => ({
              Id: ids[one.statistic],
              MetricStat: metric(one),
              ReturnData: false,
            })),
          ],
        }
      : {
          ...{ Namespace: 'kc-eb', MetricName: measure.name, ...dimensions },
          ...{ Statistic: measure.statistic, Period: period },
        }),
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    EvaluationPeriods: alarm.periods,
    DatapointsToAlarm: alarm.periods,
    TreatMissingData: alarm.missing,
    AlarmActions: [topic],
    OKActions: [topic],
  };
}
