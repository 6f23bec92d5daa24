/** The requests that a server of this process gets, with its answers: a page of another origin cannot read them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface SeenRequest {
  method: string;
  url: string;
  host: string;
  status: number;
  /** Text of the answer. */
  answer: string;
}

const channel = 'http.server.request.start';

export class SeenRequests {
  /** Answered requests, oldest first. */
  readonly list: SeenRequest[] = [];
  readonly #listener: (message: unknown) => void;

  constructor(port: number) {
    this.#listener = (message) => {
      const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
      if (request.socket.localPort === port) this.#follow(request, response);
    };
    subscribe(channel, this.#listener);
  }

  end(): void {
    unsubscribe(channel, this.#listener);
  }

  #follow({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.end = (...given: unknown[]) => {
      const answer = typeof given[0] === 'string' || Buffer.isBuffer(given[0]) ? String(given[0]) : '';
      this.list.push({ method, url, host: headers.host ?? '', status: response.statusCode, answer });
      return end(...given);
    };
  }
}
