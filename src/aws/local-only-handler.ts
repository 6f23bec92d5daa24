import { UserError } from '../base/user-error.ts';
import { EndingHandler } from './abortable-client.ts';

type Arguments = ConstructorParameters<typeof EndingHandler>;

/** Sends requests to one host only, whatever the client, the environment or ~/.aws/config select. */
export class LocalOnlyHandler extends EndingHandler {
  readonly #hostname: string;

  constructor(hostname: string, options: Arguments[0], ending: Arguments[1]) {
    super(options, ending);
    this.#hostname = hostname;
  }

  override handle(
    ...[request, options]: Parameters<EndingHandler['handle']>
  ): ReturnType<EndingHandler['handle']> {
    if (request.hostname !== this.#hostname) {
      const message = `With --local, kc-eb sends requests to ${this.#hostname} only (got ${request.hostname}).`;
      return Promise.reject(new UserError('local', message));
    }
    return super.handle(request, options);
  }
}
