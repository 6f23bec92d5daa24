/** Option settings: their rules, their layers, and the plan that the workflow reads from them. */
import { lookUp, setKey } from '../../base/dictionary.ts';
import type { TargetGroup } from '../../base/ports.ts';
import {
  namedOptions,
  type OptionKey,
  propertiesNamespace,
  ruleOf,
  secretsNamespace,
} from './option-table.ts';
import type { OptionRule } from './options/rule.ts';
import type { EnvironmentRecord, Settings } from '../store/records.ts';

export { type OptionKey, ruleOf };

const defaultProcess = 'aws:elasticbeanstalk:environment:process:default';

type Layers = Pick<EnvironmentRecord, 'settings' | 'bundleSettings'>;

const defaults: Settings = Object.fromEntries(
  Object.entries(namedOptions).map(([namespace, options]) => [
    namespace,
    Object.fromEntries(Object.entries(options).map(([option, { initial }]) => [option, initial])),
  ]),
);

/** All option settings with the defaults, as DescribeConfigurationSettings shows them. */
export function effectiveSettings({ settings, bundleSettings }: Layers): Settings {
  return overlay(overlay(defaults, bundleSettings), settings);
}

/** The same for decisions: Beanstalk accepts "True" as "true". */
export function canonicalSettings({ settings, bundleSettings }: Layers): Settings {
  return effectiveSettings({ settings: canonical(settings), bundleSettings: canonical(bundleSettings) });
}

function canonical(settings: Settings): Settings {
  return toSettings(
    toRows(settings).map(({ value, ...key }) => ({ ...key, value: canonicalValue(ruleOf(key), value) })),
  );
}

function canonicalValue(rule: OptionRule | undefined, value: string): string {
  const shape = rule?.value;
  if (shape === undefined || !('oneOf' in shape)) return value;
  return shape.oneOf.find((one) => one.toLowerCase() === value.toLowerCase()) ?? value;
}

/** `over` wins. */
export function overlay(under: Settings, over: Settings): Settings {
  const merged = { ...under };
  for (const [namespace, options] of Object.entries(over)) {
    setKey(merged, namespace, { ...lookUp(merged, namespace), ...options });
  }
  return merged;
}

export type Row = OptionKey & { value: string };

export function toRows(settings: Settings): Row[] {
  return Object.entries(settings).flatMap(([namespace, options]) =>
    Object.entries(options).map(([option, value]) => ({ namespace, option, value })),
  );
}

/** Later rows win. A request may have 100,000 of them. */
export function toSettings(rows: readonly Row[]): Settings {
  const settings: Settings = {};
  for (const { namespace, option, value } of rows) {
    const options = lookUp(settings, namespace) ?? {};
    setKey(options, option, value);
    setKey(settings, namespace, options);
  }
  return settings;
}

export function without(settings: Settings, removed: readonly OptionKey[]): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([namespace, options]) => [
      namespace,
      Object.fromEntries(
        Object.entries(options).filter(
          ([option]) => !removed.some((key) => key.namespace === namespace && key.option === option),
        ),
      ),
    ]),
  );
}

/** The options whose values differ. */
export function changedOptions(before: Settings, after: Settings): OptionKey[] {
  const namespaces = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...namespaces].flatMap((namespace) => {
    const [from = {}, to = {}] = [lookUp(before, namespace), lookUp(after, namespace)];
    return [...new Set([...Object.keys(from), ...Object.keys(to)])]
      .filter((option) => lookUp(from, option) !== lookUp(to, option))
      .map((option) => ({ namespace, option }));
  });
}

type DeploymentPolicy = 'AllAtOnce' | 'Rolling' | 'RollingWithAdditionalBatch' | 'Immutable';

/** The option settings in the terms of the workflow. */
export interface Plan {
  policy: DeploymentPolicy;
  batch: { type: 'Fixed' | 'Percentage'; size: number };
  ignoreHealthCheck: boolean;
  /** Command timeout in seconds. */
  timeoutSeconds: number;
  minSize: number;
  maxSize: number;
  /** Replacement of instances after a change of their launch template; undefined: all at once. */
  replacement: { immutable: boolean; batchSize: number } | undefined;
  targetGroup: TargetGroup;
  /** Name or ARN, or ''. */
  instanceProfile: string;
  streamLogs: boolean;
  enhancedHealth: boolean;
  /** JSON of the health rules, or ''. */
  healthRules: string;
  properties: Readonly<Record<string, string>>;
  /** ARNs by variable. */
  secrets: Readonly<Record<string, string>>;
}

export function readPlan(environment: Layers): Plan {
  const settings = canonicalSettings(environment);
  const value = (namespace: string, option: string): string => settings[namespace]?.[option] ?? '';
  const command = (option: string): string => value('aws:elasticbeanstalk:command', option);
  const rolling = (option: string): string => value('aws:autoscaling:updatepolicy:rollingupdate', option);
  const single = value('aws:elasticbeanstalk:environment', 'EnvironmentType') === 'SingleInstance';
  const minSize = single ? 1 : Number(value('aws:autoscaling:asg', 'MinSize'));
  return {
    policy: command('DeploymentPolicy') as DeploymentPolicy,
    batch: { type: command('BatchSizeType') as 'Fixed' | 'Percentage', size: Number(command('BatchSize')) },
    ignoreHealthCheck: command('IgnoreHealthCheck') === 'true',
    timeoutSeconds: Number(command('Timeout')),
    minSize,
    maxSize: single ? 1 : Number(value('aws:autoscaling:asg', 'MaxSize')),
    replacement:
      rolling('RollingUpdateEnabled') === 'true'
        ? {
            immutable: rolling('RollingUpdateType') === 'Immutable',
            // AWS's default: a third of the smallest size.
            batchSize: Number(rolling('MaxBatchSize')) || Math.max(1, Math.ceil(minSize / 3)),
          }
        : undefined,
    targetGroup: readTargetGroup((option) => value(defaultProcess, option)),
    instanceProfile: value('aws:autoscaling:launchconfiguration', 'IamInstanceProfile'),
    streamLogs: value('aws:elasticbeanstalk:cloudwatch:logs', 'StreamLogs') === 'true',
    enhancedHealth: value('aws:elasticbeanstalk:healthreporting:system', 'SystemType') === 'enhanced',
    healthRules: value('aws:elasticbeanstalk:healthreporting:system', 'ConfigDocument'),
    properties: settings[propertiesNamespace] ?? {},
    secrets: settings[secretsNamespace] ?? {},
  };
}

function readTargetGroup(value: (option: string) => string): TargetGroup {
  return {
    port: Number(value('Port')),
    path: value('HealthCheckPath'),
    matcher: value('MatcherHTTPCode'),
    intervalMs: Number(value('HealthCheckInterval')) * 1000,
    timeoutMs: Number(value('HealthCheckTimeout')) * 1000,
    healthyThreshold: Number(value('HealthyThresholdCount')),
    unhealthyThreshold: Number(value('UnhealthyThresholdCount')),
    deregistrationDelayMs: Number(value('DeregistrationDelay')) * 1000,
  };
}
