/** Adds an environment to the text of kc-eb.yaml, with commented examples. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import { UserError } from '../base/user-error.ts';
import { changesOnly } from '../config/edit-keys.ts';
import { environmentName } from '../config/environments.ts';
import { configSchema } from '../config/schema.ts';

type Mapping = Readonly<Record<string, unknown>>;

export interface NewEnvironment {
  name: string;
  /** The Beanstalk environment. Default: the application's name and `name`. */
  environment?: string | undefined;
}

/**
 * Changes no other line. `file` is the name in messages. Throws UserError 'usage' for an invalid or existing name, and
 * where the text cannot be extended.
 */
export function withEnvironment(
  text: string,
  file: string,
  wanted: NewEnvironment,
  templates: ReadonlyMap<string, string>,
): string {
  const { name } = wanted;
  requireValid(environmentName.safeParse(name), `--add "${name}"`);
  const document = parseDocument(text);
  const before = (document.errors.length > 0 ? undefined : document.toJS()) as Mapping | null | undefined;
  if (before === undefined || !isMap(document.contents)) throw byHand(file, name);
  const existing = Object.keys(before?.['environments'] ?? {});
  if (existing.includes(name)) {
    throw new UserError('usage', `${file} already has environment ${name}. Nothing was written.`, {
      hint: `Change it in ${file}, or choose another name than ${existing.join(', ')}.`,
    });
  }
  const environment = wanted.environment ?? `${String(before?.['application'])}-${name}`;
  // A variable is checked when it has a value.
  if (!environment.includes('${')) {
    requireValid(
      configSchema.shape.environment.safeParse(environment),
      `Beanstalk environment "${environment}"`,
      'Add --environment NAME.',
    );
  }
  const values = { name, environment: stringify(environment, { lineWidth: 0 }).trim() };
  const block = fillTemplate(pickTemplate(templates, 'project/environment.yaml'), values);
  const changed = withBlock(text, block);
  const edit = { path: ['environments', name, 'environment'], value: environment };
  if (changed === undefined || !changesOnly(text, changed, [edit])) throw byHand(file, name);
  return changed;
}

/** Adds the block below the last environment and its comments; undefined where no line can be added. */
function withBlock(text: string, block: string): string | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => isScalar(key) && key.value === 'environments')
    : undefined;
  if (pair === undefined) {
    return `${text}${text.endsWith('\n') ? '' : '\n'}\nenvironments:\n${indented(block, 2)}`;
  }
  const { key, value } = pair;
  if (!isNode(key) || !isMap(value) || value.flow === true) return undefined;
  const [first] = value.items;
  const firstKey = first !== undefined && isNode(first.key) ? first.key.range[0] : 0;
  const { col } = lines.linePos(firstKey);
  const rows = text.split('\n');
  const start = lines.linePos(key.range[0]).line;
  const next = rows.findIndex((row, index) => index >= start && /^\S/.test(row));
  let end = next === -1 ? rows.length : next;
  while (end > start && (rows[end - 1] ?? '').trim() === '') end -= 1;
  const added = indented(block, col - 1).trimEnd();
  return [...rows.slice(0, end), added, ...rows.slice(end)].join('\n') + (end === rows.length ? '\n' : '');
}

function indented(block: string, spaces: number): string {
  return block.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

function requireValid(
  { error }: { error?: { issues: readonly { message: string }[] } | undefined },
  what: string,
  hint?: string,
): void {
  if (error === undefined) return;
  const why = error.issues.map(({ message }) => message).join('; ');
  throw new UserError('usage', `${what}: ${why}`, hint === undefined ? {} : { hint });
}

function byHand(file: string, name: string): UserError {
  return new UserError('usage', `${file} could not be changed. Nothing was written.`, {
    hint: `Add environments.${name}.environment by hand.`,
  });
}
