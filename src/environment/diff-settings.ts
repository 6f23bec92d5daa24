import type { ConfigurationOptionSetting, OptionSpecification } from '@aws-sdk/client-elastic-beanstalk';

export interface SettingChange {
  namespace: string;
  option: string;
  from: string | undefined;
  to: string;
}

/** Namespaces that kc-eb owns: it removes options there that are no longer wanted. */
const ownedNamespaces = new Set([
  'aws:elasticbeanstalk:application:environment',
  'aws:elasticbeanstalk:application:environmentsecrets',
]);

/**
 * Lists with an order: without Spot, instances are of the first type. Beanstalk returns other lists sorted.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html#command-options-general-ec2instances
 */
const ordered = new Set(['aws:ec2:instances InstanceTypes']);

/**
 * The changes that lead an environment to the wanted option settings. Values are compared as Beanstalk means them:
 * "True" is "true", comma lists of ids and JSON objects have no order. `ours`: the settings by kc-eb, which are removed
 * when they are no longer wanted and unchanged since. Settings by others stay.
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
    if (from !== undefined && (sameValue(setting, from, to) || isSettled(ours, setting, from))) return [];
    return [{ namespace: setting.Namespace ?? '', option: setting.OptionName ?? '', from, to }];
  });
  const removals = current
    .filter((setting) => !wantedKeys.has(key(setting)) && (isOwned(setting) || isAmong(ours, setting)))
    .map((setting) => ({ Namespace: setting.Namespace, OptionName: setting.OptionName }));
  return { changes, removals };
}

/**
 * Whether an ordered list was set in the wanted order: Beanstalk may return another one. A record with two orders is from
 * a run that ended between the two, and either may hold.
 */
function isSettled(
  ours: readonly ConfigurationOptionSetting[],
  wanted: ConfigurationOptionSetting,
  current: string,
): boolean {
  const own = ours.filter((setting) => key(setting) === key(wanted));
  const isSame = canonicalValue(current, false) === canonicalValue(wanted.Value ?? '', false);
  return isSame && own.length === 1 && own[0]?.Value === wanted.Value;
}

/** The settings after a change. */
export function applySettings(
  settings: readonly ConfigurationOptionSetting[],
  changes: readonly SettingChange[],
  removals: readonly OptionSpecification[],
): ConfigurationOptionSetting[] {
  const gone = new Set([
    ...removals.map(key),
    ...changes.map(({ namespace, option }) => key({ Namespace: namespace, OptionName: option })),
  ]);
  const set = changes.map(({ namespace, option, to }) => ({
    ...{ Namespace: namespace, OptionName: option, Value: to },
  }));
  return [...settings.filter((setting) => !gone.has(key(setting))), ...set];
}

/** Whether both are the same options with the same values. */
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
  const { Value } = setting;
  return (
    Value !== undefined &&
    ours.some((own) => key(own) === key(setting) && sameValue(setting, own.Value ?? '', Value))
  );
}

function key(setting: ConfigurationOptionSetting): string {
  return `${setting.Namespace ?? ''} ${setting.OptionName ?? ''}`;
}

function sameValue(setting: ConfigurationOptionSetting, a: string, b: string): boolean {
  if (a === b) return true;
  if (isOwned(setting)) return false;
  const canonical = (value: string): string => canonicalValue(value, ordered.has(key(setting)));
  return canonical(a) === canonical(b);
}

function canonicalValue(value: string, isOrdered: boolean): string {
  const lower = value.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower;
  if (value.startsWith('{')) return canonicalJson(value);
  const items = value.split(',').map((item) => item.trim());
  return (isOrdered ? items : items.sort()).join(',');
}

/** Beanstalk may return a document with members that hold nothing, such as CloudWatchMetrics. */
function canonicalJson(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, sorted(member)])
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
