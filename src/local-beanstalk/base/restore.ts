/** Undoes changes of records in place: others hold the same objects. */
import { isPlain, setKey } from './dictionary.ts';

/** Makes `value` equal to `saved`, which JSON wrote. Returns the value to use: the same object wherever one remains. */
export function restored(value: unknown, saved: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(saved)) {
    const before: unknown[] = [...(value as unknown[])];
    const items = saved.map((item, index) => restored(sameRecord(before, item, index), item));
    value.length = 0;
    for (const item of items) (value as unknown[]).push(item);
    return value;
  }
  if (isPlain(value) && isPlain(saved)) {
    for (const key of Object.keys(value)) if (!Object.hasOwn(saved, key)) Reflect.deleteProperty(value, key);
    for (const [key, item] of Object.entries(saved)) {
      setKey(value, key, restored(Object.hasOwn(value, key) ? value[key] : undefined, item));
    }
    return value;
  }
  return saved;
}

/** The record that had this identity, or the item of that place. */
function sameRecord(items: readonly unknown[], item: unknown, index: number): unknown {
  const id = identity(item);
  return id === undefined ? items[index] : items.find((one) => identity(one) === id);
}

function identity(item: unknown): string | undefined {
  if (!isPlain(item)) return undefined;
  const { id, application, name, label } = item;
  const parts = id === undefined ? [application, name, label] : [id];
  return parts.some((part) => part !== undefined) ? JSON.stringify(parts) : undefined;
}
