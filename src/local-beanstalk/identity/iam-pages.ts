/** The pages of IAM's lists. */

/** One page in the order of names; the marker is the last name of the page before. */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (one: T) => string,
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems: number },
): { items: T[]; IsTruncated: boolean; Marker: string | undefined } {
  const rest = [...all]
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .filter((one) => Marker === undefined || nameOf(one) > Marker);
  const items = rest.slice(0, MaxItems);
  const last = items.at(-1);
  const IsTruncated = rest.length > items.length;
  return { items, IsTruncated, Marker: IsTruncated && last !== undefined ? nameOf(last) : undefined };
}
