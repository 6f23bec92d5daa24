import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UserError } from '../core/errors.ts';

/** Sends requests to one host only, whatever endpoint a client, the environment or ~/.aws/config came to. */
export class LocalOnlyHandler extends NodeHttpHandler {
  readonly #hostname: string;

  constructor(hostname: string, options: ConstructorParameters<typeof NodeHttpHandler>[0]) {
    super(options);
    this.#hostname = hostname;
  }

  override handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    if (request.hostname !== this.#hostname) {
      const message = `With --local, kc-eb talks to ${this.#hostname} only; it was about to ask ${request.hostname}.`;
      return Promise.reject(new UserError('local', message));
    }
    return super.handle(request, options);
  }
}
