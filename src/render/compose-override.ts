/**
 * Merges the project's docker-compose.override.yml into the rendered docker-compose.yml, by the rules of Docker Compose:
 * https://docs.docker.com/reference/compose-file/merge/
 */
import { type CollectionTag, parse, type ScalarTag, type YAMLMap, YAMLParseError, type YAMLSeq } from 'yaml';
import { composeOverrideFile } from '../project/user-files.ts';
import { UserError } from '../base/user-error.ts';

/** A value that replaces in place of merging. `value` undefined: the key is removed. */
class Replaced {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

const collections = ['map', 'seq'] as const;
const tags: (ScalarTag | CollectionTag)[] = [
  { tag: '!reset', resolve: () => new Replaced(undefined) },
  { tag: '!override', resolve: (text) => new Replaced(text) },
  ...collections.flatMap((collection): CollectionTag[] => [
    { tag: '!reset', collection, resolve: () => new Replaced(undefined) },
    {
      tag: '!override',
      collection,
      resolve: (node: YAMLMap.Parsed | YAMLSeq.Parsed) => new Replaced(node.toJSON()),
    },
  ]),
];

type Mapping = Record<string, unknown>;

/** Keys whose value replaces the one before. */
const whole = new Set(['command', 'entrypoint', 'test']);

/** Keys that may be a list of KEY=VALUE in place of a mapping. */
const pairs = new Set(['environment', 'labels', 'annotations', 'sysctls', 'args']);

/** Keys whose entries are one when their target is. */
const targeted = new Set(['volumes', 'configs', 'secrets', 'devices']);

/** `text`: of the override. Throws UserError 'usage' when it is not YAML with mappings where Docker Compose needs them. */
export function mergeOverride(base: Mapping, text: string): Mapping {
  const override = read(text);
  const { services = {} } = override;
  if (!isMapping(services)) throw unusable('services must be a mapping');
  for (const [name, service] of Object.entries(services)) {
    if (!isMapping(service) && !(service instanceof Replaced)) {
      throw unusable(`services.${name} must be a mapping`);
    }
  }
  return mergeMappings(base, override);
}

function read(text: string): Mapping {
  let parsed: unknown;
  try {
    parsed = parse(text, { customTags: tags, merge: true, maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof YAMLParseError && error.code === 'MULTIPLE_DOCS')
      throw unusable('it has a second YAML document (---); put everything into the first one');
    throw unusable(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it is not YAML');
  }
  if (!isMapping(parsed)) throw unusable('it must be a mapping, such as services: …');
  return parsed;
}

function unusable(reason: string): UserError {
  return new UserError('usage', `${composeOverrideFile} cannot be merged: ${reason}.`, {
    hint: 'Write what docker-compose.yml is to have in addition; kc-eb render shows the result.',
  });
}

function mergeMappings(base: Mapping, override: Mapping): Mapping {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(override)) {
    const result = mergeValues(key, merged.get(key), value);
    if (result === undefined) merged.delete(key);
    else merged.set(key, result);
  }
  return Object.fromEntries(merged);
}

function mergeValues(key: string, before: unknown, given: unknown): unknown {
  if (given instanceof Replaced) return given.value;
  const value = pairs.has(key) ? asMapping(given) : given;
  if (whole.has(key)) return value;
  // Also without anything before: tags of inner values take effect.
  if (isMapping(value)) return mergeMappings(isMapping(before) ? before : {}, value);
  if (!Array.isArray(value)) return value;
  const earlier: unknown[] = Array.isArray(before) ? before : [];
  const idOf = targeted.has(key) ? targetOf : (entry: unknown): string => JSON.stringify(entry);
  const entries = new Map([...earlier, ...(value as unknown[])].map((entry) => [idOf(entry), entry]));
  return [...entries.values()];
}

/** KEY=VALUE, or KEY alone, which takes its value from the environment of Docker Compose. */
function asMapping(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(
    value.map((entry) => {
      const [name = '', ...rest] = String(entry).split('=');
      return [name, rest.length === 0 ? null : rest.join('=')];
    }),
  );
}

/** The path in the container: of SOURCE:TARGET:MODE, of TARGET alone, or of the long form. */
function targetOf(entry: unknown): string {
  if (typeof entry === 'string') return entry.split(':')[1] ?? entry;
  return isMapping(entry) && typeof entry['target'] === 'string' ? entry['target'] : JSON.stringify(entry);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Replaced);
}
