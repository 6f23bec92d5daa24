/**
 * Realm files, as `--import-realm` reads them at each start.
 * https://www.keycloak.org/server/importExport#_importing_a_realm_during_startup
 * https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/exportimport/ExportImportManager.java
 */
import { messageOf } from '../../base/user-error.ts';
import { error, type FileFinding, warning } from './finding.ts';
import { fillPlaceholders } from './placeholders.ts';

/** Bytes of a realm file that are read. Larger ones are not parsed. */
export const realmBytes = 32 * 1024 * 1024;
/** The import is one transaction of the first start, and has the time of a command. */
const largeBytes = 16 * 1024 * 1024;

/** Variables of the container. */
export interface RealmVariables {
  plain: Readonly<Record<string, string>>;
  /** Set, with a value that nobody can see here. */
  hidden: ReadonlySet<string>;
  /** True when overrides/ may set more: then a variable that is missing here is not an error. */
  open: boolean;
}

/** Jackson reads no deeper, in all releases from 22 on: StreamReadConstraints.DEFAULT_MAX_DEPTH. */
const deepest = 1000;

/** Variables that the image and the engine set. */
const ofImage =
  /^(KC_|JAVA_|JDK_|JBOSS_|QUARKUS_|LC_)\w*$|^(HOME|HOSTNAME|LANG|LANGUAGE|PATH|PWD|container)$/;
/** Stands for a hidden value: valid in a text and as a number. */
const hiddenValue = '73856182507385618250';

type Json = Record<string, unknown>;

/** `files`: path in the project → the whole content, or more than realmBytes of it. */
export function checkRealms(
  files: ReadonlyMap<string, Uint8Array>,
  variables: RealmVariables,
): FileFinding[] {
  const realms = [...files].filter(([path]) => importKind(path) !== undefined);
  return realms.flatMap(([path, bytes]) => {
    if (bytes.length >= realmBytes)
      return [warning(`${path} has 32 MB or more and is not checked; Keycloak imports it at its start.`)];
    const large =
      bytes.length < largeBytes
        ? []
        : [
            warning(
              `${path} has ${Math.round(bytes.length / 1024 / 1024)} MB: the first start imports it. Put users into NAME-users-0.json.`,
            ),
          ];
    return [...large, ...checkFile(path, bytes, variables), ...withoutRealm(path, files)];
  });
}

type Kind = 'realm' | 'users' | 'file';

/** `realm`: one realm of the file's name. `file`: any realms. undefined: Keycloak does not read it. */
export function importKind(path: string): Kind | undefined {
  const name = /^realms\/([^/]+\.json)$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  if (name.endsWith('-realm.json')) return 'realm';
  if (/-users-\d+\.json$/.test(name)) return 'users';
  return name.includes('-realm.json') || name.includes('-users-') ? undefined : 'file';
}

function nameOf(path: string): string {
  return path.slice('realms/'.length).replace(/(-realm|(-federated)?-users-\d+)\.json$/, '');
}

function withoutRealm(path: string, files: ReadonlyMap<string, Uint8Array>): FileFinding[] {
  if (importKind(path) !== 'users' || files.has(`realms/${nameOf(path)}-realm.json`)) return [];
  return [warning(`${path} is not imported: realms/${nameOf(path)}-realm.json is missing.`)];
}

function checkFile(path: string, bytes: Uint8Array, variables: RealmVariables): FileFinding[] {
  const kind = importKind(path);
  // Users are read only when the database lacks the realm; a realm file is read at each start.
  const fails = kind === 'users' ? warning : error;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return [fails(`${path} is not UTF-8: Keycloak cannot read it.`)];
  }
  const { text: filled, unfilled } = fillPlaceholders(text, (name) => valueOf(name, variables));
  const parsed = parseFirst(filled);
  const names = parsed.problem === undefined ? realmNames(parsed.value) : [];
  const foreign = foreignPlaceholders(path, text);
  const missing = [...unfilled].filter(
    (name) =>
      /^[A-Z_][A-Z0-9_]*$/.test(name) ||
      (names.some((realm) => realm.includes(`\${${name}}`)) && foreign[0]?.shown !== `\${${name}}`),
  );
  const ends = missing.length > 0 && variables.open ? warning : fails;
  const placeholders = [
    ...missing.map((name) => ({
      shown: `\${${name}}`,
      text: `${path}: nothing sets the variable of \${${name}}, and Keycloak leaves the placeholder.`,
    })),
    ...foreign,
  ];
  // A realm of a literal placeholder is not the realm of the file's name.
  const inName = ({ shown }: { shown: string }): boolean =>
    kind !== 'file' && names.some((realm) => realm.includes(shown));
  const findings = [
    ...placeholders.map((one) => (inName(one) ? ends : warning)(one.text)),
    ...(/"privateKey"\s*:\s*(\[\s*)?"[A-Za-z0-9+/=]{64}/.test(text)
      ? [warning(`${path} has the private keys of the realm: everyone with the image can sign its tokens.`)]
      : []),
  ];
  if (parsed.problem !== undefined)
    return [...findings, (parsed.certain ? ends : warning)(`${path} ${parsed.problem}`)];
  return placeholders.some(inName)
    ? findings
    : [...findings, ...checkContent(path, kind, parsed.value, ends)];
}

function realmNames(value: unknown): string[] {
  const realms = Array.isArray(value) ? (value as unknown[]) : [value];
  return realms.flatMap((realm) =>
    isObject(realm) && typeof realm['realm'] === 'string' ? [realm['realm']] : [],
  );
}

function valueOf(name: string, { plain, hidden }: RealmVariables): string | undefined {
  if (Object.hasOwn(plain, name)) return plain[name];
  return hidden.has(name) || ofImage.test(name) ? hiddenValue : undefined;
}

/** Spellings of other tools. Keycloak takes them as text, or takes the name of the variable as its default. */
function foreignPlaceholders(path: string, text: string): { shown: string; text: string }[] {
  const found = /\$\{env[.:](\w+)(?:[^\w}][^}]*)?\}|\$\(env:(\w+)(?:[^\w)][^)]*)?\)/.exec(text);
  if (found === null) return [];
  const name = found[1] ?? found[2] ?? '';
  return [
    { shown: found[0], text: `${path}: Keycloak does not replace ${found[0]}; it replaces \${${name}}.` },
  ];
}

function checkContent(
  path: string,
  kind: Kind | undefined,
  value: unknown,
  fails: (text: string) => FileFinding,
): FileFinding[] {
  const realms = kind === 'file' && Array.isArray(value) ? (value as unknown[]) : [value];
  if (!realms.every(isObject))
    return [
      fails(`${path} is ${Array.isArray(value) ? 'a JSON array' : 'JSON'}, and not an object of one realm.`),
    ];
  return realms.flatMap((realm: Json) => {
    const name = realm['realm'];
    if (kind === 'users' && name === undefined) return [];
    if (typeof name !== 'string' || name === '') return [fails(`${path} has no text under "realm".`)];
    if (kind === 'file' || name === nameOf(path) || name.includes(hiddenValue)) return [];
    const wanted = kind === 'users' ? `is for ${nameOf(path)}` : `must have the name ${name}-realm.json`;
    return [fails(`${path} names the realm ${name}, so the file ${wanted}.`)];
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Parsed = { value: unknown; problem?: undefined } | { problem: string; certain: boolean };

/** Jackson reads the first value, and ignores what follows. It skips a byte order mark. */
function parseFirst(text: string): Parsed {
  const json = text.replace(/^\ufeff/, '');
  if (/^\s*version https:\/\/git-lfs/.test(json))
    return { problem: 'is a pointer of Git LFS: run git lfs pull.', certain: true };
  if (json.trim() === '') return { problem: 'is empty.', certain: true };
  try {
    const value: unknown = JSON.parse(json);
    return depthOf(json) > deepest
      ? { problem: `has more than ${deepest} levels, which Keycloak does not read.`, certain: true }
      : { value };
  } catch (reason) {
    const first = firstValue(json);
    try {
      if (first.length < json.length && isObject(JSON.parse(first)))
        return { problem: 'has more after its JSON, which Keycloak ignores.', certain: false };
    } catch {
      // The reason of the whole text counts.
    }
    return { problem: `is not JSON (${withoutContent(messageOf(reason))}).`, certain: true };
  }
}

/** Levels of lists and objects in a text that is JSON. */
function depthOf(json: string): number {
  let depth = 0;
  let most = 0;
  for (const [char] of brackets(json)) {
    depth += char === '{' || char === '[' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

/** The text up to the brace that closes the first one. */
function firstValue(text: string): string {
  let depth = 0;
  for (const [char, index] of brackets(text)) {
    if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(0, index + 1);
    }
  }
  return text;
}

/** Brackets and braces outside quotes, with their places. */
function* brackets(text: string): Generator<[char: string, index: number]> {
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (quoted && char === '\\') index += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && '{}[]'.includes(char)) yield [char, index];
  }
}

/** Node quotes the text around the place, and a realm file holds secrets. */
function withoutContent(message: string): string {
  return message.replace(/, (?:\.\.\.)?".*$/s, '');
}
