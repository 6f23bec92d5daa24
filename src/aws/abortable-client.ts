/** Wraps each SDK call: Ctrl-C ends it, and an invalid endpoint URL or an unknown profile becomes a UserError. */
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { explainProfile } from './explain-profile.ts';
import { UserError } from '../base/user-error.ts';
import { shownValue } from '../base/redact.ts';
import { unlessAborted } from '../system/abort.ts';

/** Aborts open requests on the signal: an open connection would keep kc-eb running. */
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

/** Ends the SDK's retries and its search for credentials with the signal as well. */
export function guarded<C extends object>(client: C, ending: AbortSignal | undefined): C {
  const middleware: Middleware = (next) => async (args) => {
    ending?.throwIfAborted();
    try {
      return await (ending === undefined ? next(args) : unlessAborted(ending, next(args)));
    } catch (error) {
      throw await explainProfile(namedEndpoint(error));
    }
  };
  (client as unknown as Client).middlewareStack.add(middleware, {
    ...{ step: 'initialize', priority: 'high', name: 'guarded' },
  });
  return client;
}

/** Explains an invalid endpoint. The SDK parses it at the first call. */
function namedEndpoint(error: unknown): unknown {
  const { code, input = '' } = Object(error) as { code?: unknown; input?: string };
  if (code !== 'ERR_INVALID_URL') return error;
  return new UserError('aws', `AWS endpoint is not a URL: ${JSON.stringify(shownValue('', input))}.`, {
    hint: 'Correct AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SERVICE or endpoint_url in ~/.aws/config: it starts with https:// or http://.',
  });
}
