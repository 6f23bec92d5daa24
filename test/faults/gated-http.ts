import type { Http } from '../../src/ports.ts';
import type { FastClock } from './fast-clock.ts';
import { keycloakFaults, type KeycloakFault } from './fault.ts';
import type { Session } from './session.ts';

type Answer = ReturnType<Http['request']>;
type Ask = () => Answer;

/** The adapter's own limit is 20 s. */
const limitMs = 20_000;
const slowMs = 15_000;

const faults = {
  'answer lost': async (ask) => {
    await ask();
    return broken('socket hang up');
  },
  'status 500': () =>
    Promise.resolve({ status: 500, body: JSON.stringify({ error: 'unknown_error' }), headers: {} }),
  'no answer': async (_ask, clock) => {
    await clock.sleep(limitMs);
    return broken('The operation was aborted due to timeout');
  },
  slow: async (ask, clock) => {
    await clock.sleep(slowMs);
    return ask();
  },
} satisfies Record<KeycloakFault, (ask: Ask, clock: FastClock) => Answer>;

/** Keycloaks behind a balancer; each request to them goes through the session, as "keycloak POST clients #1". */
export function gatedHttp(keycloak: Http, session: Session, clock: FastClock): Http {
  return {
    request: (input) =>
      session.call(`keycloak ${nameOf(input)}`, (point) => {
        const ask = (): Answer => keycloak.request(input);
        const planned = session.faultAt(point);
        const fault = keycloakFaults.find((known) => known === planned);
        return fault === undefined ? ask() : faults[fault](ask, clock);
      }),
  };
}

/** The name of a request, without ids. */
export function nameOf({ method, url }: { method: string; url: string }): string {
  const path = new URL(url).pathname.replace(/^.*\/realms\/master\//, '');
  return `${method} ${path.startsWith('clients/') ? 'clients/ID' : (path.split('/').at(-1) ?? '')}`;
}

/** The result of a connection that breaks. */
function broken(body: string): Awaited<Answer> {
  return { status: 0, body, headers: {} };
}
