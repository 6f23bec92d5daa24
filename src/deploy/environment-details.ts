/** Describes how an environment runs: scaling, platform updates, shutdown, alarms, log levels. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { logLevels } from '../config/log-levels.ts';
import type { Config } from '../config/schema.ts';
import { shutdownOf } from '../config/shutdown.ts';
import { alarmsOf } from '../render/alarms.ts';

export interface EnvironmentDetails {
  /** Option settings of the trigger and the size, by name, those of `options` included. */
  scaling: Record<string, string>;
  /** Option settings of managed platform updates; undefined: kc-eb sets none. */
  platformUpdates: Record<string, string> | undefined;
  /** In seconds; `keycloak`: undefined when it does not wait, or the wait is unknown. */
  shutdown: { drain: number; keycloak: number | undefined; kill: number };
  alarms: { resource: string; what: string; when: string; seconds: number; topic: string; account: string }[];
  /** Categories in addition to keycloak.env, and the variables with them. */
  logLevels: { added: string[]; variables: Record<string, string> };
}

export function environmentDetails(
  config: Config,
  settings: readonly ConfigurationOptionSetting[],
): EnvironmentDetails {
  const inNamespace = (namespace: string): Record<string, string> =>
    Object.fromEntries(
      settings
        .filter(({ Namespace }) => Namespace === namespace)
        .map(({ OptionName = '', Value = '' }) => [OptionName, Value]),
    );
  const managed = {
    ...inNamespace('aws:elasticbeanstalk:managedactions'),
    ...inNamespace('aws:elasticbeanstalk:managedactions:platformupdate'),
  };
  const { drainSeconds, keycloakSeconds, stopSeconds } = shutdownOf(config);
  const { added, variables } = logLevels(config);
  const topic = config.alarms?.topic;
  return {
    scaling: { ...inNamespace('aws:autoscaling:asg'), ...inNamespace('aws:autoscaling:trigger') },
    platformUpdates: Object.keys(managed).length === 0 ? undefined : managed,
    shutdown: { drain: drainSeconds, keycloak: keycloakSeconds, kill: stopSeconds },
    alarms:
      topic === undefined
        ? []
        : alarmsOf(config).map(({ resource, what, when, period, periods }) => ({
            ...{ resource, what, when, seconds: period * periods, topic },
            account: topic.split(':')[4] ?? '',
          })),
    logLevels: { added, variables },
  };
}

/** `account`: that of the environment; undefined for Local Beanstalk. */
export function detailLines(details: EnvironmentDetails, account: string | undefined): string[] {
  return [
    ...scalingLine(details.scaling),
    ...updatesLine(details.platformUpdates),
    shutdownLine(details.shutdown),
    ...details.alarms.map(
      (alarm) =>
        `alarm      ${alarm.what}, for ${alarm.seconds} seconds → ${alarm.topic}${account === undefined || alarm.account === account ? '' : ' (another account: its policy must admit CloudWatch alarms of this one)'}`,
    ),
  ].map((line) => `    ${line}`);
}

/** A change of the user's own levels is always shown. */
export function logLevelLines({ logLevels: { added, variables } }: EnvironmentDetails): string[] {
  if (added.length === 0) return [];
  const values = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [`    log level  ${values.join(' ')}: kc-eb adds ${added.join(', ')}, which verify reads`];
}

export function instanceCount(count: number | string): string {
  return `${count} ${String(count) === '1' ? 'instance' : 'instances'}`;
}

function scalingLine(options: Readonly<Record<string, string>>): string[] {
  const { MinSize, MaxSize, MeasureName, Statistic, Unit, UpperThreshold, LowerThreshold } = options;
  if (MinSize === MaxSize) return [`scaling    none: always ${instanceCount(MinSize ?? '')}`];
  const { BreachDuration, UpperBreachScaleIncrement: up, LowerBreachScaleIncrement: down } = options;
  return [
    `scaling    ${MinSize ?? ''} to ${MaxSize ?? ''} instances: +${up ?? ''} above ${UpperThreshold ?? ''}, ${down ?? ''} below ${LowerThreshold ?? ''} (${Statistic ?? ''} ${MeasureName ?? ''}, ${Unit ?? ''}) for ${BreachDuration ?? ''} minutes`,
  ];
}

function updatesLine(options: Readonly<Record<string, string>> | undefined): string[] {
  if (options?.['ManagedActionsEnabled'] !== 'true') return ['platform   managed updates are off'];
  const replaced = options['InstanceRefreshEnabled'] === 'true' ? ', replaces all instances each week' : '';
  return [
    `platform   managed updates from ${options['PreferredStartTime'] ?? ''} UTC on, level ${options['UpdateLevel'] ?? ''}${replaced}`,
  ];
}

function shutdownLine({ drain, keycloak, kill }: EnvironmentDetails['shutdown']): string {
  const waits = keycloak === undefined ? '' : `, Keycloak waits up to ${keycloak}`;
  return `shutdown   the load balancer drains ${drain} seconds${waits}, killed after ${kill}`;
}
