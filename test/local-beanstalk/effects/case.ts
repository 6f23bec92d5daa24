import { isPlain } from '../../../src/local-beanstalk/base/dictionary.ts';

/** A call, and what a change of each of its parameters does. A name like "$prod" stands for a random id. */
export interface Case {
  /** Calls of the same service before this one. */
  before?: readonly (readonly [operation: string, input: object])[];
  input: object;
  /** Path → another value, or a value for a parameter that `input` lacks: the result must be another. */
  other?: Readonly<Record<string, unknown>>;
  /** Path → a value that is rejected by name: nothing here has that effect. */
  rejected?: Readonly<Record<string, unknown>>;
  /** Path → a value without an effect, by AWS's own words or because nothing here could differ. */
  same?: Readonly<Record<string, unknown>>;
}

/** Operation → its cases, which hold every parameter that the operation takes. */
export type Cases = Readonly<Record<string, readonly Case[]>>;

export function changesOf({ other, rejected, same }: Case): [path: string, value: unknown][] {
  return Object.entries({ ...other, ...rejected, ...same });
}

/** `input` with another value at "Tags.0.Key". */
export function changed(input: unknown, path: string, value: unknown): unknown {
  const [name = '', ...rest] = path.split('.');
  if (name === '') return value;
  if (Array.isArray(input) || /^\d+$/.test(name)) {
    const items = [...((input ?? []) as unknown[])];
    items[Number(name)] = changed(items[Number(name)], rest.join('.'), value);
    return items;
  }
  const members = (input ?? {}) as Readonly<Record<string, unknown>>;
  return { ...members, [name]: changed(members[name], rest.join('.'), value) };
}

/** Paths of the values, without the places in lists: "Tags.Key". */
export function leavesOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path));
  if (typeof value !== 'object' || value === null || value instanceof Date) return [path];
  return Object.entries(value).flatMap(([name, child]) =>
    leavesOf(child, path === '' ? name : `${path}.${name}`),
  );
}

/** An input with every parameter of the cases. */
export function everyParameter(cases: readonly Case[]): unknown {
  return cases.reduce<unknown>((all, one) => {
    const added = changesOf(one).reduce<unknown>(
      (input, [path, value]) => changed(input, path, value),
      one.input,
    );
    return merged(merged(added, all), one.input);
  }, {});
}

function merged(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => merged(a[index], b[index]));
  }
  if (isPlain(a) && isPlain(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return Object.fromEntries(names.map((name) => [name, merged(a[name], b[name])]));
  }
  return b ?? a;
}
