/** Lists in sentences: all of a few; of more, some by name and a count of the rest. */

/** Lists up to this length are complete. */
const few = 8;
const named = 5;

export function isFew({ length }: { readonly length: number }): boolean {
  return length <= few;
}

/** Returns all of a few; of more the first ones, and how many are left. */
export function firstFew<T>(list: readonly T[]): { shown: readonly T[]; rest: number } {
  const shown = isFew(list) ? list : list.slice(0, named);
  return { shown, rest: list.length - shown.length };
}

/** "a, b, c"; of more than a few "a, b, c, d, e and 45 more". */
export function namesText(names: readonly string[], separator = ', '): string {
  const { shown, rest } = firstFew(names);
  const text = shown.join(separator);
  return rest === 0 ? text : `${text} and ${rest} more`;
}

/** "200, 401"; of more than a few, how many there are of each: "40 × 200, 110 × 401". */
export function countsText(values: readonly string[]): string {
  if (isFew(values)) return values.join(', ');
  const groups = [...groupBy(values, (value) => value)];
  return namesText(groups.map(([value, { length }]) => `${length} × ${value}`));
}

/** A fact of one instance. */
export interface Account {
  name: string;
  /** Short enough for a sentence. */
  text: string;
  /** Equal for equal facts. Default: the text. */
  key?: string;
}

/**
 * "a: x; b: y". More than a few are counted by their facts, the rarest first: "a: x; 49 instances: y". `link` comes between
 * names and text.
 */
export function accountsText(accounts: readonly Account[], link: (count: number) => string): string {
  const line = (names: readonly string[], text: string): string => {
    const subject = names.length > named ? `${names.length} instances` : names.join(', ');
    return `${subject}${link(names.length)} ${text}`.trimEnd();
  };
  if (isFew(accounts)) return accounts.map(({ name, text }) => line([name], text)).join('; ');
  const groups = [...groupBy(accounts, ({ key, text }) => key ?? text).values()];
  groups.sort((a, b) => a.length - b.length);
  const shown = groups.length <= named ? groups : groups.slice(0, named - 1);
  const rest = groups.slice(shown.length).flat().length;
  return [
    ...shown.map((group) =>
      line(
        group.map(({ name }) => name),
        group[0]?.text ?? '',
      ),
    ),
    ...(rest === 0 ? [] : [`and ${rest} more instances`]),
  ].join('; ');
}

/** Map.groupBy, which Node 20 lacks. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

const listed = /'?\bi-[0-9a-f]+\b'?/g;
const list = new RegExp(`${listed.source}(?:, ?${listed.source}){${few},}`, 'g');

/** Shortens lists of instance ids in a message of Beanstalk: "[i-1, i-2, i-3, i-4, i-5 and 45 more]". */
export function shortenIds(message: string): string {
  return message.replaceAll(list, (ids) => namesText(ids.match(listed) ?? []));
}
