/** The probe's requests to Keycloak's master realm. */
import { z } from 'zod';
import type { Secret } from '../base/secret.ts';
import { strangerAddress, strangerText } from '../config/keys/admin-from.ts';
import type { Http } from '../ports.ts';

export interface Answer {
  /** 0: the connection failed; `body` has the reason. */
  status: number;
  body: string;
  /** A success whose body is not Keycloak's: something between the two responded. */
  foreign?: true;
}

/** `issuer`: undefined when Keycloak did not respond. */
export type Discovery = Answer & { issuer?: string };

export interface Login {
  username: string;
  password: Secret;
}

export interface Tokens {
  access_token: string;
  refresh_token?: string | undefined;
}

export interface ClientCredentials {
  client_id: string;
  client_secret?: Secret;
}

const discovered = z.object({ issuer: z.string().endsWith('/realms/master') });
const user = z.object({ sub: z.string() });
const tokens = z.object({ access_token: z.string(), refresh_token: z.string().optional() });
const clients = z.array(z.object({ id: z.string(), clientId: z.string() }));
const oauthError = z.object({ error: z.string(), error_description: z.string().optional() });
/** Errors of the Admin REST API, e.g. error-invalid-length of field username with the limits 3 and 255. */
const adminError = z
  .object({
    errorMessage: z.string(),
    field: z.string().optional(),
    params: z.array(z.union([z.string(), z.number()])).default([]),
  })
  .transform(({ errorMessage, field, params }) => ({
    error: errorMessage,
    error_description: field === undefined ? undefined : (params.length > 0 ? params : [field]).join(', '),
  }));
const anyError = z.union([oauthError, adminError]);

export class KeycloakRealm {
  readonly #http: Http;
  /** https://id.example.com or http://localhost:8080/auth, without a slash at its end. */
  readonly base: string;
  readonly #connectTo: string | undefined;

  /** `connectTo`: the host to connect to; the requests still name the host of `base`. */
  constructor(http: Http, base: string, connectTo?: string) {
    this.#http = http;
    this.base = base;
    this.#connectTo = connectTo;
  }

  async discovery(): Promise<Discovery> {
    const url = this.#openid('.well-known/openid-configuration');
    const answer = await this.#request({ method: 'GET', url });
    const issuer = read(discovered, answer)?.issuer;
    return issuer === undefined ? answer : { ...answer, issuer };
  }

  /** Logs in by direct grant; `tokens` is undefined when Keycloak rejects it. */
  async login(
    client: ClientCredentials,
    { username, password }: Login,
  ): Promise<Answer & { tokens?: Tokens }> {
    return withTokens(
      await this.#post('protocol/openid-connect/token', client, {
        grant_type: 'password',
        username,
        password: password.reveal(),
        scope: 'openid',
      }),
    );
  }

  logout(client: ClientCredentials, { refresh_token = '' }: Tokens): Promise<Answer> {
    return this.#post('protocol/openid-connect/logout', client, { refresh_token });
  }

  async userinfo({ access_token }: Tokens): Promise<Answer> {
    const answer = await this.#request({
      method: 'GET',
      url: this.#openid('protocol/openid-connect/userinfo'),
      headers: { authorization: `Bearer ${access_token}` },
    });
    return answer.status === 200 && read(user, answer) === undefined ? { ...answer, foreign: true } : answer;
  }

  /** Returns 401 when the node has another secret of the client. */
  async refresh(client: ClientCredentials, before: Tokens): Promise<Answer & { tokens?: Tokens }> {
    return withTokens(
      await this.#post('protocol/openid-connect/token', client, {
        grant_type: 'refresh_token',
        refresh_token: before.refresh_token ?? '',
      }),
    );
  }

  /** Returns clients whose clientId contains `part`; none when the admin may not list them. */
  async findClients(admin: Tokens, part: string): Promise<{ id: string; clientId: string }[]> {
    const query = new URLSearchParams({ clientId: part, search: 'true' });
    const answer = await this.admin(admin, 'GET', `clients?${query.toString()}`);
    return read(clients, answer) ?? [];
  }

  createClient(admin: Tokens, representation: object): Promise<Answer> {
    return this.admin(admin, 'POST', 'clients', representation);
  }

  updateClient(admin: Tokens, id: string, representation: object): Promise<Answer> {
    return this.admin(admin, 'PUT', `clients/${id}`, representation);
  }

  deleteClient(admin: Tokens, id: string): Promise<Answer> {
    return this.admin(admin, 'DELETE', `clients/${id}`);
  }

  /** Calls the Admin REST API; `path`: below the realm. */
  admin(
    { access_token }: Tokens,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Answer> {
    return this.#request({
      method,
      url: `${this.base}/admin/realms/master/${path}`,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  #post(path: string, client: ClientCredentials, form: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams({ client_id: client.client_id, ...form });
    if (client.client_secret !== undefined) body.set('client_secret', client.client_secret.reveal());
    return this.#request({
      method: 'POST',
      url: this.#openid(path),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
  }

  #request(input: Parameters<Http['request']>[0]): Promise<Answer> {
    const connectTo = this.#connectTo;
    return this.#http.request({ ...input, ...(connectTo !== undefined && { connectTo }) });
  }

  #openid(path: string): string {
    return `${this.base}/realms/master/${path}`;
  }
}

function withTokens(answer: Answer): Answer & { tokens?: Tokens } {
  if (answer.status !== 200) return answer;
  const given = read(tokens, answer);
  return given === undefined ? { ...answer, foreign: true } : { ...answer, tokens: given };
}

/** Returns undefined for a status other than 200 and for a body of another shape. */
export function read<T>(shape: z.ZodType<T>, { status, body }: Answer): T | undefined {
  if (status !== 200) return undefined;
  try {
    return shape.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** Describes a rejection: "400 invalid_grant: Invalid user credentials", or the status alone. */
export function rejection({ status, body, foreign }: Answer): string {
  if (status === 0) return `no connection: ${body}`;
  if (foreign === true) return `${status}, not from Keycloak`;
  const stranger = strangerAddress({ status, body });
  if (stranger !== undefined) return `403 from nginx: ${stranger}${strangerText.replace(/\.$/, '')}`;
  try {
    const { error, error_description } = anyError.parse(JSON.parse(body));
    return `${status} ${error}${error_description === undefined ? '' : `: ${error_description}`}`;
  } catch {
    // The body is not Keycloak's JSON: a proxy's page, or empty.
    return String(status);
  }
}
