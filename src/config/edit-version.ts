/** Changes keycloak.version in the text of kc-eb.yaml. */
import { isAlias, isNode, isScalar, LineCounter, parseDocument, Scalar } from 'yaml';
import { changesOnly, withKeys } from './edit-keys.ts';
import { keyPath } from './environments.ts';
import { UserError } from '../base/user-error.ts';

const version = ['keycloak', 'version'];
const onOneLine: readonly unknown[] = [Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE];

/**
 * Keeps every other character. With an environment, only its release changes: the key is added where its overlay has
 * none. `file` is the name in messages. Throws UserError 'usage' when the release is not a plain
 * value on one line, or when another key uses it.
 */
export function withVersion(text: string, file: string, to: string, environment?: string): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const path = keyPath(environment, version);
  const node = document.getIn(path, true);
  if (node === undefined && environment !== undefined) return withKeys(text, file, [{ path, value: to }]);
  const unchangeable = (what: string): UserError => {
    const place = isNode(node) ? node : document.getIn(path.slice(0, -1), true);
    const { line, col } = lines.linePos((isNode(place) ? place.range?.[0] : undefined) ?? 0);
    return new UserError(
      'usage',
      `${file}:${line}:${col} ${path.join('.')} is ${what}. Nothing was written.`,
      {
        hint: `Set ${path.join('.')} to ${to} by hand: kc-eb upgrade changes only a value on one line that no other key uses.`,
      },
    );
  };
  if (isAlias(node)) throw unchangeable(`an alias (*${node.source})`);
  if (!isScalar(node) || !node.range) throw unchangeable('defined elsewhere');
  if (!onOneLine.includes(node.type)) throw unchangeable('a block scalar');
  if (String(node.value).includes('${')) throw unchangeable('a variable');
  const [start, end] = node.range;
  const changed = text.slice(0, start) + to + text.slice(end);
  if (!changesOnly(text, changed, [{ path, value: to }])) throw unchangeable('also used elsewhere');
  return changed;
}
