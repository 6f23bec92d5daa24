import type { ConfigurationOptionSetting, OptionSpecification } from '@aws-sdk/client-elastic-beanstalk';

export interface SettingChange {
  namespace: string;
  option: string;
  from: string | undefined;
  to: string;
}

/** kc-eb owns these whole: what is set there and not wanted any more is removed. */
const ownedNamespaces = new Set([
  'aws:elasticbeanstalk:application:environment',
  'aws:elasticbeanstalk:application:environmentsecrets',
]);

/**
 * What must change for an environment to have the wanted option settings. Values are compared as Beanstalk
 * means them: "True" is "true", and comma lists of ids have no order. `ours`: what kc-eb has set; where that is still
 * so and not wanted any more, the option is removed. What somebody else has set stays.
 */
export function diffSettings(
  wanted: readonly ConfigurationOptionSetting[],
  current: readonly ConfigurationOptionSetting[],
  ours: readonly ConfigurationOptionSetting[] = [],
): { changes: SettingChange[]; removals: OptionSpecification[] } {
  const currentByKey = new Map(current.map((setting) => [key(setting), setting.Value]));
  const wantedKeys = new Set(wanted.map(key));
  const changes = wanted.flatMap((setting) => {
    const from = currentByKey.get(key(setting));
    const to = setting.Value ?? '';
    if (from !== undefined && sameValue(setting.Namespace ?? '', from, to)) return [];
    return [{ namespace: setting.Namespace ?? '', option: setting.OptionName ?? '', from, to }];
  });
  const removals = current
    .filter((setting) => !wantedKeys.has(key(setting)) && (isOwned(setting) || isAmong(ours, setting)))
    .map((setting) => ({ Namespace: setting.Namespace, OptionName: setting.OptionName }));
  return { changes, removals };
}

/** The same options with the same values? */
export function sameSettings(
  some: readonly ConfigurationOptionSetting[],
  others: readonly ConfigurationOptionSetting[],
): boolean {
  return diffSettings(some, others).changes.length + diffSettings(others, some).changes.length === 0;
}

export function isOwned({ Namespace = '' }: ConfigurationOptionSetting): boolean {
  return ownedNamespaces.has(Namespace);
}

function isAmong(ours: readonly ConfigurationOptionSetting[], setting: ConfigurationOptionSetting): boolean {
  const { Namespace = '', Value } = setting;
  return (
    Value !== undefined &&
    ours.some((own) => key(own) === key(setting) && sameValue(Namespace, own.Value ?? '', Value))
  );
}

function key(setting: ConfigurationOptionSetting): string {
  return `${setting.Namespace ?? ''} ${setting.OptionName ?? ''}`;
}

function sameValue(namespace: string, a: string, b: string): boolean {
  return a === b || (!ownedNamespaces.has(namespace) && canonical(a) === canonical(b));
}

function canonical(value: string): string {
  const lower = value.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower;
  return value
    .split(',')
    .map((item) => item.trim())
    .sort()
    .join(',');
}
