/** Records whose keys come from requests: "constructor" is not a key of an empty one, "__proto__" is a key as others. */

export function lookUp<T>(dictionary: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined;
}

export function setKey<T>(dictionary: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(dictionary, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy without one key. */
export function withoutKey<T>(dictionary: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(dictionary).filter(([name]) => name !== key));
}

/** True for what JSON calls an object; a date or a class has another prototype. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
