/** kc-eb's option space: each key of kc-eb.yaml at each end of its range, by the schema. */
import { z } from 'zod';
import { parseConfig } from '../../src/config/parse.ts';
import { configSchema } from '../../src/config/schema.ts';
import { UserError } from '../../src/base/user-error.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import { stringify } from 'yaml';

type Settings = ReturnType<typeof optionSettings>;

export interface Variation {
  /** E.g. "deployment.batchSize: 4". */
  readonly name: string;
  readonly settings: Settings;
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
}

/** Values of keys whose type is open: text with a form, lists, numbers with checks across keys. */
const samples: Readonly<Record<string, readonly unknown[]>> = {
  'instances.min': [2, 3],
  'instances.max': [2, 8],
  'instances.types': [['t3.medium'], ['t3.medium', 't3.large'], ['m7i.large']],
  'instances.scaling.minutes': [5, 10, 60],
  'deployment.batchSize': [1, 2],
  platformUpdates: ['minor', 'patch'].flatMap((level) =>
    [true, false].map((replaceInstances) => ({ window: 'Sun:03:00', level, replaceInstances })),
  ),
  options: [{ 'aws:elbv2:loadbalancer': { IdleTimeout: '120' } }],
};

/** Keys that name other resources of an account, or that the option settings do not hold. */
const skipped =
  /^(application|environment|region|platform|keycloak|database|admin|cluster|alarms|network\.(vpc|subnets|loadBalancerSubnets|certificate|trustedProxies|adminFrom)|instances\.(profile|serviceRole))(\.|$)/;

/** Returns each distinct list of settings. Values that kc-eb rejects are counted. */
export function optionSpace(base: Readonly<Record<string, unknown>>): {
  variations: Variation[];
  rejected: number;
} {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node;
  const found = new Map<string, Variation>();
  let rejected = 0;
  const add = (name: string, yaml: unknown): void => {
    try {
      const settings = optionSettings(parseConfig(stringify(yaml), 'kc-eb.yaml'));
      const key = JSON.stringify(settings);
      if (!found.has(key)) found.set(key, { name, settings });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      rejected += 1;
    }
  };
  add('as created', base);
  for (const [path, values] of leaves(schema)) {
    for (const value of values)
      add(`${path}: ${JSON.stringify(value)}`, withValue(base, path.split('.'), value));
  }
  return { variations: [...found.values()], rejected };
}

function leaves(node: Node, path = ''): [string, readonly unknown[]][] {
  if (skipped.test(path)) return [];
  const sample = samples[path];
  if (sample !== undefined) return [[path, sample]];
  if (node.properties !== undefined) {
    return Object.entries(node.properties).flatMap(([key, child]) =>
      leaves(child, path === '' ? key : `${path}.${key}`),
    );
  }
  return [[path, valuesOf(node)]];
}

function valuesOf({
  enum: values,
  anyOf = [],
  type,
  minimum,
  maximum,
  const: only,
}: Node): readonly unknown[] {
  if (values !== undefined) return values;
  if (only !== undefined) return [only];
  if (type === 'boolean') return [true, false];
  if (type === 'integer' || type === 'number') return [minimum, maximum].filter((end) => end !== undefined);
  return anyOf.flatMap(valuesOf);
}

function withValue(base: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  const map = Object(base) as Record<string, unknown>;
  return { ...map, [key]: rest.length === 0 ? value : withValue(map[key], rest, value) };
}
