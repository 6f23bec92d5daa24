/** Changes keycloak.version in the text of kc-eb.yaml. */
import { type Document, isAlias, isNode, isScalar, LineCounter, parseDocument, Scalar } from 'yaml';
import { UserError } from '../base/user-error.ts';

const path = ['keycloak', 'version'];
const onOneLine: readonly unknown[] = [Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE];

/**
 * Keeps every other character; `file` is the name in messages. Throws UserError 'usage' when the release is not a plain
 * value on one line, or when another key uses it.
 */
export function withVersion(text: string, file: string, to: string): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const node = document.getIn(path, true);
  const unchangeable = (what: string): UserError => {
    const place = isNode(node) ? node : document.get('keycloak', true);
    const { line, col } = lines.linePos((isNode(place) ? place.range?.[0] : undefined) ?? 0);
    return new UserError(
      'usage',
      `${file}:${line}:${col} keycloak.version is ${what}. Nothing was written.`,
      {
        hint: `Set keycloak.version to ${to} by hand: kc-eb upgrade changes only a value on one line that no other key uses.`,
      },
    );
  };
  if (isAlias(node)) throw unchangeable(`an alias (*${node.source})`);
  if (!isScalar(node) || !node.range) throw unchangeable('defined elsewhere');
  if (!onOneLine.includes(node.type)) throw unchangeable('a block scalar');
  const [start, end] = node.range;
  const changed = text.slice(0, start) + to + text.slice(end);
  if (valueOf(parseDocument(changed)) !== valueOf(document, to)) throw unchangeable('also used elsewhere');
  return changed;
}

/** The value of the file as JSON, with `version` if given; undefined when the file is not YAML. */
function valueOf(document: Document, version?: string): string | undefined {
  if (document.errors.length > 0) return undefined;
  // A copy, because aliases share one object.
  const value = JSON.parse(JSON.stringify(document.toJS())) as { keycloak: { version: unknown } };
  if (version !== undefined) value.keycloak.version = version;
  return JSON.stringify(value);
}
