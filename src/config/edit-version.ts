/** Writes another keycloak.version into the text of kc-eb.yaml. */
import { type Document, isAlias, isNode, isScalar, LineCounter, parseDocument, Scalar } from 'yaml';
import { UserError } from '../base/user-error.ts';

const path = ['keycloak', 'version'];
const onOneLine: readonly unknown[] = [Scalar.PLAIN, Scalar.QUOTE_SINGLE, Scalar.QUOTE_DOUBLE];

/**
 * Every other character stays. `file` is its name in messages. Throws UserError 'usage' where the release is written in
 * a way that cannot be changed by itself.
 */
export function withVersion(text: string, file: string, to: string): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const node = document.getIn(path, true);
  const refuse = (what: string): UserError => {
    const place = isNode(node) ? node : document.get('keycloak', true);
    const { line, col } = lines.linePos((isNode(place) ? place.range?.[0] : undefined) ?? 0);
    return new UserError(
      'usage',
      `${file}:${line}:${col} keycloak.version is ${what}. Nothing was written.`,
      {
        hint: `Set it to ${to} by hand; kc-eb upgrade changes only a release that stands there itself, on one line.`,
      },
    );
  };
  if (isAlias(node)) throw refuse(`another place's (*${node.source})`);
  if (!isScalar(node) || !node.range) throw refuse("another place's, and not written here");
  if (!onOneLine.includes(node.type)) throw refuse('a block of lines');
  const [start, end] = node.range;
  const changed = text.slice(0, start) + to + text.slice(end);
  if (valueOf(parseDocument(changed)) !== valueOf(document, to)) throw refuse('used elsewhere, too');
  return changed;
}

/** What the file says, with `version` where one is given; undefined for what is not YAML. */
function valueOf(document: Document, version?: string): string | undefined {
  if (document.errors.length > 0) return undefined;
  const value = document.toJS() as { keycloak: { version: unknown } };
  if (version === undefined) return JSON.stringify(value);
  // A copy: aliases are one object.
  const { keycloak, ...others } = JSON.parse(JSON.stringify(value)) as typeof value;
  const keys = Object.keys(value).map((key) => [
    key,
    key === 'keycloak' ? { ...keycloak, version } : (others as Record<string, unknown>)[key],
  ]);
  return JSON.stringify(Object.fromEntries(keys));
}
