import type { Dns } from '../../src/ports.ts';

/** Name servers with the records that a test adds. Without any, none answers. */
export class FakeDns implements Dns {
  /** Name → addresses. */
  readonly a = new Map<string, readonly string[]>();
  /** Name → target. */
  readonly cname = new Map<string, string>();

  addresses(name: string): Promise<readonly string[] | undefined> {
    const target = this.cname.get(name);
    if (target !== undefined) return this.addresses(target);
    return Promise.resolve(this.#answers ? (this.a.get(name) ?? []) : undefined);
  }

  cnames(name: string): Promise<readonly string[] | undefined> {
    const target = this.cname.get(name);
    return Promise.resolve(this.#answers ? (target === undefined ? [] : [target]) : undefined);
  }

  get #answers(): boolean {
    return this.a.size + this.cname.size > 0;
  }
}
