type Mapping = Readonly<Record<string, unknown>>;

/** Merges mappings at every depth; any other value of `over` replaces the one of `base`. */
export function deepMerge(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged = Object.entries(over).map(([key, value]) => [
    key,
    Object.hasOwn(base, key) ? deepMerge(base[key], value) : value,
  ]);
  return { ...base, ...(Object.fromEntries(merged) as Mapping) };
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
