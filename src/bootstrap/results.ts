/** The keys of kc-eb.yaml that take the outputs of the stack. */
import type { Edit } from '../config/edit-keys.ts';
import { type Config, configSchema } from '../config/schema.ts';
import { isPlaceholderArn, placeholderArn, placeholderHost } from '../config/placeholders.ts';

interface Result {
  path: readonly [string, string];
  /** The stack's output. */
  output: string;
  /** The value before the stack exists, and after its deletion. */
  initial: (config: Config) => string;
  /** A value that the user has set stays: false for what the database cannot work without. */
  mayStay: boolean;
}

const defaults = configSchema.shape.instances.parse(undefined);

const results: readonly Result[] = [
  { path: ['database', 'host'], output: 'DatabaseHost', initial: () => placeholderHost, mayStay: false },
  {
    ...{ path: ['database', 'password'], output: 'DatabaseSecret', mayStay: false },
    initial: ({ region }) => placeholderArn(region, 'database'),
  },
  {
    ...{ path: ['admin', 'password'], output: 'AdminSecret', mayStay: true },
    initial: ({ region }) => placeholderArn(region, 'admin'),
  },
  {
    path: ['instances', 'profile'],
    output: 'InstanceProfile',
    initial: () => defaults.profile,
    mayStay: true,
  },
  {
    path: ['instances', 'serviceRole'],
    output: 'ServiceRole',
    initial: () => defaults.serviceRole,
    mayStay: true,
  },
];

const group = 'ClientSecurityGroup';

type Outputs = Readonly<Record<string, string>>;

/** True when the environment sets the key. With `-e NAME`, a value from the top of the file belongs to another stack. */
export type IsSet = (path: readonly string[]) => boolean;

/** The edits that make kc-eb.yaml use the stack. Empty when it does. */
export function resultEdits(config: Config, outputs: Outputs, isSet: IsSet): Edit[] {
  const edits = results.flatMap(({ path, output, mayStay }): Edit[] => {
    const value = outputs[output] ?? '';
    const current = valueAt(config, path);
    const own = mayStay && isSet(path) && !isInitial(config, path, current);
    return current === value || own ? [] : [{ path, value }];
  });
  const { hostedZone } = config.network;
  const zonePath = ['network', 'hostedZone'];
  if (hostedZone !== undefined && !isSet(zonePath)) edits.push({ path: zonePath, value: hostedZone });
  const path = ['network', 'securityGroups'];
  const securityGroups = isSet(path) ? config.network.securityGroups : [];
  const client = outputs[group] ?? '';
  if (securityGroups.includes(client)) return edits;
  return [...edits, { path, value: [...securityGroups, client] }];
}

/** The edits that remove the stack's values from kc-eb.yaml. */
export function resetEdits(config: Config, outputs: Outputs): Edit[] {
  const edits = results.flatMap(({ path, output, initial }): Edit[] =>
    valueAt(config, path) === outputs[output] ? [{ path, value: initial(config) }] : [],
  );
  const { securityGroups } = config.network;
  const others = securityGroups.filter((id) => id !== outputs[group]);
  if (others.length === securityGroups.length) return edits;
  return [...edits, { path: ['network', 'securityGroups'], value: others }];
}

/** True while kc-eb.yaml names no database: the stack may become it. */
export function namesNoDatabase({ database }: Config, isSet: IsSet): boolean {
  const noHost = !isSet(['database', 'host']) || database.host === placeholderHost;
  return noHost && (!isSet(['database', 'password']) || isPlaceholderArn(database.password));
}

function isInitial(config: Config, path: Result['path'], value: string): boolean {
  const { initial } = results.find((result) => result.path === path) as Result;
  return value === initial(config) || isPlaceholderArn(value);
}

function valueAt(config: Config, [section, key]: Result['path']): string {
  return String((config as unknown as Record<string, Record<string, unknown>>)[section]?.[key]);
}
