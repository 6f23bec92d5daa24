/** Problems of kc-eb.yaml with their line, column and a suggestion. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { messageOf, UserError } from '../base/user-error.ts';
import { suggestion } from '../base/did-you-mean.ts';
import { holdsSecret } from '../base/redact.ts';

/** `path` leads to the wrong value. A missing value is reported at the place of its mapping. */
export interface Problem {
  path: readonly (string | number)[];
  message: string;
}

/** A parsed file with the places of its values. */
export interface Source {
  value: unknown;
  /** Throws UserError 'usage' that lists every problem with its line and column. */
  reject(problems: readonly Problem[]): never;
}

/** The parser takes seconds and hundreds of MB for each MB. */
const limitCharacters = 256 * 1024;

/** Throws UserError 'usage' for a text that is not YAML, or longer than 256 KB. */
export function readYaml(text: string, file: string): Source {
  if (text.length > limitCharacters) {
    throw new UserError('usage', `${file} has more than ${limitCharacters / 1024} KB.`, {
      hint: 'Check whether another file was meant. kc-eb.yaml holds settings; realms/, themes/ and providers/ hold files.',
    });
  }
  // UTF-16 has a zero byte in each ASCII character.
  if (text.includes('\0')) {
    throw new UserError('usage', `${file}:1:1 is not UTF-8 text.`, { hint: 'Save it as UTF-8.' });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const fail = (messages: readonly string[]): never => {
    const [first = '', ...more] = messages;
    throw new UserError(
      'usage',
      more.length === 0
        ? `${file}:${first}`
        : `${file} has ${messages.length} problems:\n${messages.map((message) => `  ${file}:${message}`).join('\n')}`,
    );
  };
  if (document.errors.length > 0) {
    fail(
      document.errors.map(({ pos, code, message }) =>
        code === 'MULTIPLE_DOCS'
          ? `${at(pos[0])} a second YAML document begins here; put everything into the first one`
          : `${at(pos[0])} ${withoutSource(message)}`,
      ),
    );
  }
  const toPlain = (): unknown => {
    try {
      const misplaced = misplacedNodes(document);
      if (misplaced.length > 0) fail(misplaced.map(({ offset, message }) => `${at(offset)} ${message}`));
      return document.toJS() as unknown;
    } catch (error) {
      // The library throws these for aliases that expand too far and for nesting deeper than the stack.
      if (error instanceof ReferenceError || error instanceof RangeError) {
        fail([`1:1 ${withoutSource(messageOf(error))}`]);
      }
      throw error;
    }
  };
  return {
    value: toPlain(),
    reject(problems) {
      const placed = problems.map(({ path, message }) => ({
        offset: offsetOf(document, path),
        path,
        message,
      }));
      placed.sort((a, b) => a.offset - b.offset);
      return fail(
        placed.map(
          ({ offset, path, message }) => `${at(offset)} ${path.map(shownStep).join('.')}: ${message}`,
        ),
      );
    },
  };
}

/** Valid YAML without a usable value: aliases without an anchor, and the key that JavaScript reserves. */
function misplacedNodes(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  // The library's own look-up starts at the top for each alias.
  const anchors = new Map<string, unknown>();
  visit(document, {
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias(_key, alias, ancestors) {
      const target = anchors.get(alias.source);
      const offset = alias.range?.[0] ?? 0;
      if (target === undefined) {
        const message = 'alias (*) without an anchor before it; put quotes around a value that starts with *';
        found.push({ offset, message });
      } else if (ancestors.some((node) => node === target)) {
        found.push({ offset, message: 'alias (*) inside the value of its anchor' });
      }
    },
    Pair(_key, { key }) {
      const message = isScalar(key) ? keyProblems.get(key.value) : undefined;
      if (isNode(key) && message !== undefined) found.push({ offset: key.range?.[0] ?? 0, message });
    },
  });
  return found;
}

/** The key that JavaScript reserves, and the merge key of YAML 1.1, which YAML 1.2 does not have. */
const keyProblems: ReadonlyMap<unknown, string> = new Map([
  ['__proto__', '__proto__: cannot be a key'],
  [
    '<<',
    '<<: merge keys are not supported; write the keys, give the whole mapping as an alias, or use environments',
  ],
]);

/** Offset of the key at the end of a path, or of the deepest existing part of the path. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (isNode(node) ? node.range?.[0] : undefined) ?? offset;
    } else return offset;
  }
  return offset;
}

/** Translates the issues of `schema` into problems. */
export function problemsOf(error: z.ZodError, schema: z.ZodType): Problem[] {
  const shape = z.toJSONSchema(schema, { io: 'input' });
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code !== 'unrecognized_keys') return [{ path, message: describe(issue) }];
    const known = knownKeys(shape, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key${suggestion(key, known, `; allowed here: ${known.join(', ')}`)}`,
    }));
  });
}

/** Keys that cannot hold a password: messages show their values. */
const harmless =
  /^(environment|region|platform|keycloak\.(version|relativePath)|database\.(vendor|port)|cluster\.\w+|instances\.(min|max)|network\.scheme|deployment\.\w+|logs\.\w+)$/;

/** The message of zod, with the value where that cannot be a password. */
function describe(issue: z.core.$ZodIssue): string {
  if (isMissing(issue)) {
    const choice = issue.code === 'invalid_value' ? `; allowed values: ${issue.values.join(', ')}` : '';
    // null: a key with everything below it commented out.
    return `is missing${issue.input === null ? ': the key has no value' : ''}${choice}`;
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ');
  const about = issue.input;
  const plain = typeof about === 'number' || (typeof about === 'string' && !holdsSecret(about));
  const shown = plain && harmless.test(issue.path.join('.'));
  return shown ? `${issue.message} (got ${JSON.stringify(about)})` : issue.message;
}

function isMissing({ code, input }: z.core.$ZodIssue): boolean {
  return input === null || (input === undefined && (code === 'invalid_type' || code === 'invalid_value'));
}

/** Hides the value of a key such as NAME=value or NAME:value. Namespaces of options contain colons. */
function shownStep(step: string | number): string {
  const key = String(step);
  return key.startsWith('aws:') ? key : key.replace(/[=:][^]*/, '…');
}

/** The first line of the YAML library's message, without its quote of the file, which may hold a password. */
function withoutSource(message: string): string {
  const [first = ''] = message.split('\n');
  return first
    .replace(/(?<=\S): .*$/, '')
    .replace(/(escape sequence) .*$/, '$1')
    .replace(/!\S+/g, '!…');
}

type JsonSchema = Readonly<Record<string, unknown>>;

function knownKeys(schema: JsonSchema, path: readonly (string | number)[]): string[] {
  let node: JsonSchema = schema;
  for (const step of path) {
    const named = (node.properties as Record<string, JsonSchema> | undefined)?.[step];
    node = named ?? (node.additionalProperties as JsonSchema | undefined) ?? {};
  }
  return Object.keys((node.properties as object | undefined) ?? {});
}
