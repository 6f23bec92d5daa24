/** Values that one command reads once, keyed by the object that reads them. */
export class Memo<K extends object, V> {
  readonly #values = new WeakMap<K, Promise<V>>();

  /** A failure is not kept. */
  get(key: K, read: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = read();
    this.#values.set(key, value);
    value.catch(() => this.#values.delete(key));
    return value;
  }

  set(key: K, value: V): void {
    this.#values.set(key, Promise.resolve(value));
  }
}
