/** What surrounds each call of a client of the SDK: Ctrl-C ends it, and an endpoint that is no URL is named. */
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UserError } from '../base/user-error.ts';
import { shownValue } from '../base/redact.ts';
import { unlessAborted } from '../system/abort.ts';

/** Gives up requests under way when the signal comes: an open connection would keep kc-eb running. */
export class EndingHandler extends NodeHttpHandler {
  readonly #ending: AbortSignal | undefined;

  constructor(
    options: ConstructorParameters<typeof NodeHttpHandler>[0],
    { ending }: { ending?: AbortSignal | undefined },
  ) {
    super(options);
    this.#ending = ending;
  }

  override handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const abortSignal = this.#ending;
    return super.handle(request, { ...options, ...(abortSignal !== undefined && { abortSignal }) });
  }
}

interface Client {
  middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; priority: 'high'; name: string }): void;
  };
}

type Next = (args: object) => Promise<{ output: unknown }>;
type Middleware = (next: Next) => Next;

/** Also the pauses between the SDK's attempts, and its search for credentials, end with the signal. */
export function guarded<C extends object>(client: C, ending: AbortSignal | undefined): C {
  const middleware: Middleware = (next) => async (args) => {
    ending?.throwIfAborted();
    try {
      return await (ending === undefined ? next(args) : unlessAborted(ending, next(args)));
    } catch (error) {
      throw namedEndpoint(error);
    }
  };
  (client as unknown as Client).middlewareStack.add(middleware, {
    ...{ step: 'initialize', priority: 'high', name: 'guarded' },
  });
  return client;
}

/** The SDK reads it as late as at the first call. */
function namedEndpoint(error: unknown): unknown {
  const { code, input = '' } = Object(error) as { code?: unknown; input?: string };
  if (code !== 'ERR_INVALID_URL') return error;
  return new UserError('aws', `The endpoint of AWS is no URL: ${JSON.stringify(shownValue('', input))}.`, {
    hint: 'AWS_ENDPOINT_URL, its like of one service, or endpoint_url in ~/.aws/config begins with https:// or http://.',
  });
}
