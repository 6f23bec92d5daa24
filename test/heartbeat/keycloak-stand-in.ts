/** An HTTP server that answers in place of Keycloak's health and metrics. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (response: ServerResponse) => void;

/** A complete answer. */
export function body(text: string, status = 200, type = 'text/plain'): Answer {
  return (response) => response.writeHead(status, { 'content-type': type }).end(text);
}

/** Never answers. */
export const hang: Answer = () => undefined;

export const breaksOff =
  (text: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-length': String(text.length + 100) });
    response.write(text, () => response.socket?.destroy());
  };

/** Sends what is not HTTP. */
export const garbage: Answer = (response) =>
  response.socket?.end('\0\x01garbage\r\nvendor_cluster_size 2.0\r\n');

/** Starts the header, and then sends a byte each 100 ms. */
export const drip: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000000' });
  const timer = setInterval(() => response.write('#'), 100);
  response.on('close', () => {
    clearInterval(timer);
  });
};

export class KeycloakStandIn {
  readonly #answers = new Map<string, Answer>();
  readonly #server = createServer((request, response) => {
    (this.#answers.get(request.url ?? '') ?? body('', 404))(response);
  });

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Returns the variables with the URLs of these answers. */
  serve(answers: { ready?: Answer; metrics?: Answer }): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    const path = `/${this.#answers.size}`;
    this.#answers.set(`${path}/health/ready`, answers.ready ?? body('{"status": "UP"}'));
    this.#answers.set(`${path}/metrics`, answers.metrics ?? body(''));
    const url = `http://127.0.0.1:${port}${path}`;
    return { KC_EB_READY_URL: `${url}/health/ready`, KC_EB_METRICS_URL: `${url}/metrics` };
  }
}
