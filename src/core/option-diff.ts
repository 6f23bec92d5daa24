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
 * means them: "True" is "true", and comma lists of ids have no order.
 */
export function diffSettings(
  wanted: readonly ConfigurationOptionSetting[],
  current: readonly ConfigurationOptionSetting[],
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
    .filter((setting) => ownedNamespaces.has(setting.Namespace ?? '') && !wantedKeys.has(key(setting)))
    .map((setting) => ({ Namespace: setting.Namespace, OptionName: setting.OptionName }));
  return { changes, removals };
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
