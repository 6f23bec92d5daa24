import { strangerText } from '../../src/config/keys/admin-from.ts';
import type { Http } from '../../src/ports.ts';

type Request = Parameters<Http['request']>[0];

interface Client {
  id: string;
  clientId: string;
  secret: string;
}

/**
 * Keycloak nodes behind a round-robin balancer, with what the probe can observe. Sessions are in the nodes up to 25, in
 * the database from 26. A node's client cache notices a change only in a cluster.
 */
export class FakeKeycloak implements Http {
  readonly #nodes: { sessions: Set<string>; clients: Map<string, Client> }[];
  readonly #clustered: boolean;
  readonly #major: number;
  readonly #origins: readonly string[];
  #turn = 0;
  #serial = 0;
  /** The database. */
  readonly clients = new Map<string, Client>();
  readonly #sessions = new Set<string>();
  password = 'correct horse';
  /** Answers every request with this status. */
  down: number | undefined;
  refusesDelete = false;
  /** The caller's address, when nginx rejects it by network.adminFrom. */
  stranger: string | undefined;
  /** Its relative path, e.g. "/auth": any other is 404. undefined: each is accepted. */
  path: string | undefined;
  readonly log: string[] = [];

  constructor(options: { nodes: number; clustered: boolean; major: number; origins?: readonly string[] }) {
    this.#nodes = Array.from({ length: options.nodes }, () => ({ sessions: new Set(), clients: new Map() }));
    this.#clustered = options.clustered;
    this.#major = options.major;
    this.#origins = options.origins ?? ['https://id.example.com'];
  }

  /** Tokens whose sessions have not been logged out. */
  get openSessions(): number {
    return new Set([...this.#sessions, ...this.#nodes.flatMap(({ sessions }) => [...sessions])]).size;
  }

  request(input: Request): Promise<{ status: number; body: string; headers: Record<string, string> }> {
    const { pathname, protocol, origin: asked } = new URL(input.url);
    const origin = input.connectTo === undefined ? asked : `${protocol}//${input.connectTo}`;
    if (!this.#origins.includes(origin))
      return Promise.resolve({ status: 0, body: 'ENOTFOUND', headers: {} });
    const status404 = this.path !== undefined && !isBelow(this.path, pathname) ? 404 : undefined;
    const failure = this.down ?? status404;
    const [status, body] = failure === undefined ? this.#throughNginx(input, pathname) : [failure, ''];
    this.log.push(`${input.method} ${pathname} ${status}`);
    return Promise.resolve({
      status,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {},
    });
  }

  #throughNginx(input: Request, path: string): [number, object | string] {
    return this.stranger !== undefined && path.includes('/admin/')
      ? [403, `${this.stranger}${strangerText}\n`]
      : this.#answer(input, path);
  }

  #answer(input: Request, path: string): [number, object | string] {
    const node = this.#turn++ % this.#nodes.length;
    const bearer = input.headers?.['authorization']?.slice('Bearer '.length) ?? '';
    const form = new URLSearchParams(input.body ?? '');
    switch (path.replace(/^.*\/realms\/master\//, '').replace(/^clients\/.*/, 'clients/*')) {
      case '.well-known/openid-configuration':
        return [200, { issuer: input.url.replace('/.well-known/openid-configuration', '') }];
      case 'protocol/openid-connect/token':
        return this.#token(node, form);
      case 'protocol/openid-connect/logout':
        return this.#logout(form.get('refresh_token') ?? '');
      case 'protocol/openid-connect/userinfo':
        // The userinfo endpoint rejects lightweight tokens.
        return this.#knows(node, bearer) && !(this.#major >= 26 && bearer.startsWith('admin-cli'))
          ? [200, { sub: 'x' }]
          : [401, { error: 'invalid_token' }];
      case 'clients':
      case 'clients/*':
        return this.#knows(node, bearer)
          ? this.#admin(node, input)
          : [401, { error: 'HTTP 401 Unauthorized' }];
      default:
        throw new Error(`FakeKeycloak has no ${path}`);
    }
  }

  #token(node: number, form: URLSearchParams): [number, object] {
    if (!this.#authenticates(node, form)) return [401, { error: 'invalid_client' }];
    if (form.get('grant_type') === 'refresh_token') return this.#refresh(node, form);
    if (form.get('password') !== this.password || form.get('scope') !== 'openid') {
      return [400, { error: 'invalid_grant', error_description: 'Invalid user credentials' }];
    }
    const token = `${form.get('client_id') ?? ''}-${this.#serial++}`;
    this.#sessionsOf(node).forEach((sessions) => sessions.add(token));
    return [200, { access_token: token, refresh_token: token }];
  }

  #refresh(node: number, form: URLSearchParams): [number, object] {
    const token = form.get('refresh_token') ?? '';
    return this.#knows(node, token)
      ? [200, { access_token: token, refresh_token: token }]
      : [400, { error: 'invalid_grant' }];
  }

  #logout(token: string): [number, object] {
    [this.#sessions, ...this.#nodes.map(({ sessions }) => sessions)].forEach((sessions) =>
      sessions.delete(token),
    );
    return [204, {}];
  }

  #sessionsOf(node: number): Set<string>[] {
    if (this.#major >= 26) return [this.#sessions];
    return this.#nodes
      .filter((_, index) => this.#clustered || index === node)
      .map(({ sessions }) => sessions);
  }

  #knows(node: number, token: string): boolean {
    // Reading a token's client puts it into the node's cache.
    this.#client(node, token.replace(/-\d+$/, ''));
    return this.#sessionsOf(node).some((sessions) => sessions.has(token));
  }

  #authenticates(node: number, form: URLSearchParams): boolean {
    const clientId = form.get('client_id') ?? '';
    return clientId === 'admin-cli' || this.#client(node, clientId)?.secret === form.get('client_secret');
  }

  #client(node: number, clientId: string): Client | undefined {
    const cached = this.#nodes[node]?.clients.get(clientId);
    if (cached !== undefined) return cached;
    const stored = this.clients.get(clientId);
    if (stored !== undefined) this.#nodes[node]?.clients.set(clientId, { ...stored });
    return stored;
  }

  #admin(node: number, { method, url, body = '{}' }: Request): [number, object] {
    const { searchParams, pathname } = new URL(url);
    const id = pathname.split('/').at(-1) ?? '';
    const stored = [...this.clients.values()].find((client) => client.id === id);
    const sent = JSON.parse(body) as { clientId: string; secret: string };
    switch (method) {
      case 'GET':
        return [
          200,
          [...this.clients.values()].filter(({ clientId }) =>
            clientId.includes(searchParams.get('clientId') ?? ''),
          ),
        ];
      case 'POST':
        this.clients.set(sent.clientId, { ...sent, id: `id-${this.#serial++}` });
        return [201, {}];
      case 'PUT':
        if (stored === undefined) return [404, {}];
        stored.secret = sent.secret;
        this.#invalidate(node, stored.clientId);
        return [204, {}];
      case 'DELETE':
        if (this.refusesDelete) return [403, { error: 'forbidden' }];
        if (stored === undefined) return [404, {}];
        this.clients.delete(stored.clientId);
        return [204, {}];
    }
  }

  #invalidate(node: number, clientId: string): void {
    this.#nodes.forEach(({ clients }, index) => {
      if (this.#clustered || index === node) clients.delete(clientId);
    });
  }
}

function isBelow(path: string, pathname: string): boolean {
  return pathname.startsWith(path) && /^(\/admin)?\/realms\//.test(pathname.slice(path.length));
}
