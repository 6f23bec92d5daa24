/**
 * ${…} in realm files: Keycloak replaces them by environment variables before it parses the JSON.
 * https://github.com/keycloak/keycloak/blob/main/common/src/main/java/org/keycloak/common/util/StringPropertyReplacer.java
 */

/** The value of a variable; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Defaults may hold placeholders: as many rounds as a person nests. */
const mostRounds = 8;

/**
 * Fills `${NAME}`, `${NAME:default}` and `${FIRST,SECOND:default}`. Others stay, as Keycloak leaves them: its own texts
 * look like `${role_admin}`. `unfilled`: their names.
 */
export function fillPlaceholders(text: string, lookup: Lookup): { text: string; unfilled: Set<string> } {
  let unfilled = new Set<string>();
  let filled = text;
  for (let round = 0; round < mostRounds; round += 1) {
    unfilled = new Set();
    const next = fillOnce(filled, lookup, unfilled);
    if (next === filled) break;
    filled = next;
  }
  return { text: filled, unfilled };
}

function fillOnce(text: string, lookup: Lookup, unfilled: Set<string>): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', from)) {
    const end = closingBrace(text, start + 2);
    if (end < 0) break;
    const key = text.slice(start + 2, end);
    const value = valueOf(key, lookup);
    if (value === undefined) unfilled.add(key);
    parts.push(text.slice(from, start), value ?? text.slice(start, end + 1));
    from = end + 1;
  }
  return parts.join('') + text.slice(from);
}

function closingBrace(text: string, from: number): number {
  let open = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '{') open += 1;
    else if (text[index] === '}') open -= 1;
    if (open === 0) return index;
  }
  return -1;
}

function valueOf(key: string, lookup: Lookup): string | undefined {
  if (key === '/' || key === ':') return key;
  const colon = key.indexOf(':');
  const name = colon > 0 ? key.slice(0, colon) : key;
  const [first, second] = name.split(',', 2);
  const found =
    lookup(key) ??
    lookup(name) ??
    (second === undefined ? undefined : (lookup(first ?? '') ?? lookup(second)));
  return found ?? (colon > 0 ? key.slice(colon + 1) : undefined);
}
