import { strangerText } from '../../src/config/keys/admin-from.ts';
import type { Http } from '../../src/ports.ts';

type Request = Parameters<Http['request']>[0];

export interface MasterUser {
  id: string;
  username: string;
  password: string;
  enabled: boolean;
  isAdmin: boolean;
  attributes: Record<string, string[]>;
}

/** Users of Keycloak's realm master, as its Admin REST API has them. Answers are those of 26.7.3. */
export class FakeMasterRealm implements Http {
  readonly users = new Map<string, MasterUser>();
  readonly #tokens = new Map<string, MasterUser>();
  readonly log: string[] = [];
  /** The number of the request that fails: `lost` after its effect, else before it. */
  fault: { at: number; lost: boolean } | undefined;
  /** Answers the creation of a user with this message. */
  rejects: string | undefined;
  /** The caller's address, when nginx rejects it by network.adminFrom. */
  stranger: string | undefined;

  add(username: string, password: string, { temporary = false, isAdmin = true } = {}): MasterUser {
    const attributes: MasterUser['attributes'] = temporary ? { is_temporary_admin: ['true'] } : {};
    const user = { id: `id-${username}`, username, password, enabled: true, isAdmin, attributes };
    this.users.set(username, user);
    return user;
  }

  request(input: Request): Promise<{ status: number; body: string; headers: Record<string, string> }> {
    const { pathname, searchParams } = new URL(input.url);
    this.log.push(`${input.method} ${pathname.replace(/^.*\/realms\/master\//, '')}`);
    const isFaulty = this.log.length === this.fault?.at;
    const cut = { status: 0, body: 'ECONNRESET', headers: {} };
    if (isFaulty && this.fault?.lost !== true) return Promise.resolve(cut);
    if (this.stranger !== undefined && pathname.includes('/admin/'))
      return Promise.resolve({ status: 403, body: `${this.stranger}${strangerText}\n`, headers: {} });
    const [status, body] = this.#answer(input, pathname.replace(/^.*\/realms\/master\//, ''), searchParams);
    return Promise.resolve(isFaulty ? cut : { status, body: JSON.stringify(body), headers: {} });
  }

  #answer(input: Request, path: string, query: URLSearchParams): [number, unknown] {
    const form = new URLSearchParams(input.body ?? '');
    switch (path) {
      case '.well-known/openid-configuration':
        return [200, { issuer: input.url.replace('/.well-known/openid-configuration', '') }];
      case 'protocol/openid-connect/token':
        return this.#login(form.get('username') ?? '', form.get('password') ?? '');
      case 'protocol/openid-connect/logout':
        this.#tokens.delete(form.get('refresh_token') ?? '');
        return [204, {}];
      default:
        return this.#admin(input, path, query);
    }
  }

  get openSessions(): number {
    return this.#tokens.size;
  }

  #login(username: string, password: string): [number, unknown] {
    const user = this.users.get(username);
    if (user?.password !== password)
      return [401, { error: 'invalid_grant', error_description: 'Invalid user credentials' }];
    if (!user.enabled) return [400, { error: 'invalid_grant', error_description: 'Account disabled' }];
    const token = `${username}-${this.log.length}`;
    this.#tokens.set(token, user);
    return [200, { access_token: token, refresh_token: token }];
  }

  #admin({ method, headers, body = '{}' }: Request, path: string, query: URLSearchParams): [number, unknown] {
    const caller = this.#tokens.get(headers?.['authorization']?.slice('Bearer '.length) ?? '');
    if (caller?.enabled !== true) return [401, { error: 'HTTP 401 Unauthorized' }];
    if (!caller.isAdmin) return [403, { error: 'HTTP 403 Forbidden' }];
    const [, kind, id, part] = /^(users|roles)(?:\/([^/]+))?(?:\/(.+))?$/.exec(path) ?? [];
    const user = [...this.users.values()].find((one) => one.id === id);
    if (kind === 'roles') return [200, { id: 'role-1', name: id }];
    if (method === 'GET') return [200, this.#list(query)];
    if (method === 'POST' && id === undefined) return this.#create(JSON.parse(body) as Created);
    if (user === undefined) return [404, { error: 'User not found' }];
    if (part === 'role-mappings/realm') user.isAdmin = true;
    else user.enabled = (JSON.parse(body) as MasterUser).enabled;
    return [204, {}];
  }

  #list(query: URLSearchParams): unknown[] {
    return [...this.users.values()]
      .filter(({ username }) => username === query.get('username'))
      .map(({ id, username, enabled, attributes }) => ({ id, username, enabled, attributes }));
  }

  #create({ username, credentials: [credential] }: Created): [number, unknown] {
    if (this.rejects !== undefined) return [400, { errorMessage: this.rejects }];
    if (this.users.has(username)) return [409, { errorMessage: 'User exists with same username' }];
    this.add(username, credential?.value ?? '', { isAdmin: false });
    return [201, {}];
  }
}

interface Created {
  username: string;
  credentials: { value: string }[];
}
