/**
 * Requests to Keycloak's Admin REST API for users of the realm master.
 * https://www.keycloak.org/docs-api/latest/rest-api/index.html
 */
import { z } from 'zod';
import { type Answer, type KeycloakRealm, read, rejection, type Tokens } from '../cluster/keycloak-realm.ts';
import { strangerAddress } from '../config/keys/admin-from.ts';
import type { Deps } from '../ports.ts';
import type { Secret } from '../base/secret.ts';
import { UserError } from '../base/user-error.ts';

const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  enabled: z.boolean().default(true),
  attributes: z.record(z.string(), z.array(z.string())).default({}),
});
const roleSchema = z.object({ id: z.string(), name: z.string() });

export type User = z.infer<typeof userSchema>;

/** True for the admin of the first start, from Keycloak 26 on. */
export function isTemporary({ attributes }: User): boolean {
  return attributes.is_temporary_admin?.includes('true') === true;
}

/** Each method throws UserError 'keycloak' for an answer that is not a success, and nothing is sent after Ctrl-C. */
export class MasterUsers {
  readonly #realm: KeycloakRealm;
  readonly #tokens: Tokens;
  readonly #signal: AbortSignal;

  constructor({ signal }: Pick<Deps, 'signal'>, realm: KeycloakRealm, tokens: Tokens) {
    this.#signal = signal;
    this.#realm = realm;
    this.#tokens = tokens;
  }

  async find(username: string): Promise<User | undefined> {
    const query = new URLSearchParams({ username, exact: 'true' });
    const answer = await this.#get(`users?${query.toString()}`);
    const users = shaped(answer, z.array(userSchema), `reading user ${username}`);
    return users.find((user) => user.username === username);
  }

  /** Creates the user with its password in one request. */
  async create(username: string, password: Secret): Promise<void> {
    const credentials = [{ type: 'password', value: password.reveal(), temporary: false }];
    const user = { username, enabled: true, credentials };
    requireStatus(await this.#send('POST', 'users', user), 201, `creating user ${username}`);
  }

  /** Gives the realm role `admin`; Keycloak accepts one that the user has. */
  async makeAdmin({ id, username }: User): Promise<void> {
    const role = shaped(await this.#get('roles/admin'), roleSchema, 'reading role admin');
    const answer = await this.#send('POST', `users/${id}/role-mappings/realm`, [role]);
    requireStatus(answer, 204, `giving role admin to ${username}`);
  }

  /** Leaves all other fields of the user. */
  async disable({ id, username }: User): Promise<void> {
    const answer = await this.#send('PUT', `users/${id}`, { enabled: false });
    requireStatus(answer, 204, `disabling user ${username}`);
  }

  #get(path: string): Promise<Answer> {
    return this.#send('GET', path);
  }

  #send(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> {
    this.#signal.throwIfAborted();
    return this.#realm.admin(this.#tokens, method, path, body);
  }
}

function shaped<T>(answer: Answer, shape: z.ZodType<T>, doing: string): T {
  const value = read(shape, answer);
  if (value !== undefined) return value;
  throw failed(answer.status === 200 ? { ...answer, foreign: true } : answer, doing);
}

function requireStatus(answer: Answer, status: number, doing: string): void {
  if (answer.status !== status) throw failed(answer, doing);
}

function failed(answer: Answer, doing: string): UserError {
  return new UserError('keycloak', `Keycloak: ${doing} returned ${rejection(answer)}.`, {
    hint:
      strangerAddress(answer) === undefined
        ? 'The logins that worked before still work. Run the same command again to continue.'
        : 'Add the address to network.adminFrom and deploy, or run the command from an address in it.',
  });
}
