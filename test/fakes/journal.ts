/** An error as the SDK throws it. */
export function serviceError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

export interface Call {
  /** e.g. "createEnvironment". */
  operation: string;
  input: object;
}

/** Records every call to a fake, and makes chosen calls fail. */
export class Journal {
  readonly calls: Call[] = [];
  readonly #faults: { operation: string; error: Error }[] = [];
  #serial = 0;

  /** The next `times` calls of the operation ('*': of any) are journaled and then fail with the error. */
  failNext(operation: string, error: Error, times = 1): void {
    for (let i = 0; i < times; i++) this.#faults.push({ operation, error });
  }

  /** Operations in the order of their calls; without `all`, only those that change something. */
  operations(all = false): string[] {
    return this.calls
      .map(({ operation }) => operation)
      .filter((operation) => all || !/^(describe|list|get|head|filter)/.test(operation));
  }

  /** Records the call and answers it with the result of `body` and a new request id. */
  async answer<T extends object>(
    operation: string,
    input: object,
    body: (requestId: string) => T,
  ): Promise<T & { $metadata: { requestId: string; httpStatusCode: number } }> {
    // Answers arrive later, as over a network.
    await Promise.resolve();
    this.calls.push({ operation, input });
    const fault = this.#faults.findIndex((candidate) => ['*', operation].includes(candidate.operation));
    const [failing] = fault < 0 ? [] : this.#faults.splice(fault, 1);
    if (failing !== undefined) throw failing.error;
    const requestId = `00000000-0000-4000-8000-${String(++this.#serial).padStart(12, '0')}`;
    return { ...body(requestId), $metadata: { requestId, httpStatusCode: 200 } };
  }
}
