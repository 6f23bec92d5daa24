/** Files that are open at once. A process of 64 descriptors has room for them, and more are not faster. */
const atOnce = 16;

/** Promise.all over `items`, a few at a time; the results have the order of the items. */
export async function mapBounded<T, R>(items: Iterable<T>, use: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items].entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await use(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
