/** The calls that the server received: GET or DELETE /_local/calls. */
import type { ApiRequest, ApiResponse } from './service.ts';

export interface Call {
  service: string;
  operation: string;
  requestId: string;
  /** ISO 8601. */
  at: string;
  /** Status of the response; undefined before it. */
  status?: number;
}

/** The body of the answer to GET. */
export interface CallSummary {
  /** Service → operation → calls. */
  counts: Record<string, Record<string, number>>;
  /** Oldest first, the last 10,000. */
  calls: readonly Call[];
}

const maxCalls = 10_000;

export class CallJournal {
  #counts = new Map<string, Map<string, number>>();
  #calls: Call[] = [];

  /** Returns the entry; the caller adds the status of the answer. */
  add(request: Pick<Call, 'service' | 'operation' | 'requestId'>): Call {
    const call: Call = { ...request, at: new Date().toISOString() };
    const counts = this.#counts.get(call.service) ?? new Map<string, number>();
    this.#counts.set(call.service, counts.set(call.operation, (counts.get(call.operation) ?? 0) + 1));
    this.#calls.push(call);
    // In large steps: a shift with each call would copy the whole list.
    if (this.#calls.length > 2 * maxCalls) this.#calls = this.#calls.slice(-maxCalls);
    return call;
  }

  summary(): CallSummary {
    return {
      counts: Object.fromEntries(
        [...this.#counts].map(([name, counts]) => [name, Object.fromEntries(counts)]),
      ),
      calls: this.#calls.slice(-maxCalls),
    };
  }

  answer({ method }: Pick<ApiRequest, 'method'>): ApiResponse {
    if (method === 'DELETE') {
      this.#counts = new Map();
      this.#calls = [];
      return { status: 204 };
    }
    if (method !== 'GET') return { status: 405, headers: { allow: 'GET, DELETE' } };
    const body = `${JSON.stringify(this.summary(), undefined, 2)}\n`;
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
}
