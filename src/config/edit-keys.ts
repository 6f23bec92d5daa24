/** Sets keys in the text of kc-eb.yaml and keeps its comments. */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, isScalar, type Pair, parseDocument, stringify, YAMLMap } from 'yaml';
import { UserError } from '../base/user-error.ts';

export interface Edit {
  path: readonly string[];
  value: string | readonly string[];
}

/**
 * Returns the text with the values set. Changes only the lines of the keys, or adds lines. `file` is the name in
 * messages. Throws UserError 'usage', with the values, when another key would change too (an alias).
 */
export function withKeys(text: string, file: string, edits: readonly Edit[]): string {
  const changed = edits.reduce(withKey, text);
  if (changesOnly(text, changed, edits)) return changed;
  throw new UserError('usage', `${file} could not be changed. Nothing was written.`, {
    hint: `Set these keys by hand:\n${edits.map(shown).join('\n')}`,
  });
}

/** True when the edits are the whole difference between the values of two texts. */
export function changesOnly(text: string, changed: string, edits: readonly Edit[]): boolean {
  const expected = asMapping(parseDocument(text));
  for (const { path, value } of edits) setIn(expected, path, value);
  const result = parseDocument(changed);
  return result.errors.length === 0 && isDeepStrictEqual(asMapping(result), expected);
}

/** True when the file sets the key at this path. */
export function hasKey(text: string, path: readonly string[]): boolean {
  return parseDocument(text).hasIn(path);
}

type Mapping = Record<string, unknown>;

/** A copy, because aliases share one object. */
function asMapping(document: Document): Mapping {
  return JSON.parse(JSON.stringify(document.toJS() ?? {})) as Mapping;
}

function setIn(mapping: Mapping, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) mapping[key] = value;
  else {
    // Every object inherits a "constructor".
    if (!Object.hasOwn(mapping, key)) mapping[key] = {};
    setIn(mapping[key] as Mapping, rest, value);
  }
}

const shown = ({ path, value }: Edit): string => `  ${path.join('.')}: ${inline(value)}`;

function inline(value: Edit['value']): string {
  return typeof value === 'string'
    ? stringify(value, { lineWidth: 0 }).trim()
    : `[${value.map(inline).join(', ')}]`;
}

function withKey(text: string, { path, value }: Edit): string {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) {
    const [start, end] = node.range;
    return text.slice(0, start) + inline(value) + text.slice(end);
  }
  return withNewKey(text, document, path, value);
}

/** Adds the key below the last one of its mapping; a mapping that is missing goes to the end of the file. */
function withNewKey(text: string, document: Document, path: readonly string[], value: Edit['value']): string {
  const depth = path.findLastIndex((_, index) => holdsKeys(document, path.slice(0, index)));
  const parent = document.getIn(path.slice(0, depth), true) as YAMLMap;
  const last = parent.items.at(-1);
  const indent = columnOf(text, last);
  const lines = path.slice(depth).map((key, index, keys) => {
    const rest = index === keys.length - 1 ? ` ${inline(value)}` : '';
    return `${' '.repeat(indent + 2 * index)}${key}:${rest}\n`;
  });
  // Comments after the last mapping of the file belong to it.
  const at = depth === 0 ? text.length : lineAfter(text, endOf(last));
  const before = text.slice(0, at);
  const newline = before.endsWith('\n') ? '' : '\n';
  return `${before}${newline}${depth === 0 ? '\n' : ''}${lines.join('')}${text.slice(at)}`;
}

function holdsKeys(document: Document, path: readonly string[]): boolean {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isMap(node) && node.items.length > 0 && node.flow !== true;
}

function columnOf(text: string, pair: Pair | undefined): number {
  const start = isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

/** The end of the pair's value, without the comments after it. */
function endOf(pair: Pair | undefined): number {
  let node: unknown = pair?.value ?? pair?.key;
  for (;;) {
    const deeper: unknown = node instanceof YAMLMap && node.flow !== true ? node.items.at(-1) : undefined;
    const inner = deeper === undefined ? undefined : ((deeper as Pair).value ?? (deeper as Pair).key);
    if (inner === undefined || inner === null) break;
    node = inner;
  }
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function lineAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}
