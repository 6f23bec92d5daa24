/** Makes a permanent admin in Keycloak's realm master, and disables the one that it replaces. */
import { findRealm } from '../cluster/find-realm.ts';
import { type Answer, type KeycloakRealm, rejection } from '../cluster/keycloak-realm.ts';
import { withKeys } from '../config/edit-keys.ts';
import { keyPath } from '../config/environments.ts';
import type { Config } from '../config/schema.ts';
import type { Secret } from '../base/secret.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { isTemporary, MasterUsers } from './master-users.ts';

const adminCli = { client_id: 'admin-cli' };

export interface NewAdmin {
  /** In small letters, as Keycloak stores it. */
  name: string;
  /** The admin to replace. */
  former: string;
  /** kc-eb.yaml. */
  file: string;
  /** The one of -e NAME. */
  environment?: string | undefined;
}

export interface CreatedAdmin {
  admin: string;
  former: string;
  created: boolean;
  /** `kept`: Keycloak does not mark it as temporary. `absent`: no such user. */
  formerIs: 'disabled' | 'kept' | 'absent' | 'same';
  /** Whether kc-eb.yaml was changed. */
  written: boolean;
}

interface Work extends NewAdmin {
  deps: Deps;
  config: Config;
  realm: KeycloakRealm;
  password: Secret;
}

/**
 * Creates the user with the password of admin.password, gives it the role, logs in as it, and disables the former admin
 * as it. kc-eb.yaml changes last: until then it has the name that a rerun needs. So each failure leaves a login that
 * works, and a rerun continues. Throws UserError 'usage' or 'keycloak'.
 */
export async function createAdmin(deps: Deps, config: Config, admin: NewAdmin): Promise<CreatedAdmin> {
  const { name, former, file, environment } = admin;
  const text = (await deps.files.read(file)) ?? '';
  // Before the first change: a file that cannot be edited ends the command.
  const edited = withKeys(text, file, [{ path: keyPath(environment, ['admin', 'username']), value: name }]);
  const password = await deps.aws.secret(config.admin.password);
  const found = await findRealm(deps, config);
  if (!('realm' in found)) throw unreachable('failed' in found ? found.failed : found.notRun);
  const work = { ...admin, deps, config, password, realm: found.realm };
  const replaced = await (name === former ? confirmAdmin(work) : replaceAdmin(work));
  const written = name !== config.admin.username;
  if (written) await deps.files.write(file, edited);
  return { admin: name, former, written, ...replaced };
}

function unreachable(why: string): UserError {
  return new UserError('keycloak', `No connection to Keycloak: ${why}.`, {
    hint: 'kc-eb status shows the instances, and the DNS record that is missing.',
  });
}

type Replaced = Pick<CreatedAdmin, 'created' | 'formerIs'>;

/** A rerun after success. Rejects the temporary admin, which cannot replace itself. */
async function confirmAdmin(work: Work): Promise<Replaced> {
  const { name } = work;
  return withLogin(work, name, async (users) => {
    const user = await users.find(name);
    if (user !== undefined && isTemporary(user)) {
      throw new UserError('usage', `${name} is the temporary admin that Keycloak created.`, {
        hint: 'Choose another name for the permanent one.',
      });
    }
    return { created: false, formerIs: 'same' };
  });
}

async function replaceAdmin(work: Work): Promise<Replaced> {
  const { name, former } = work;
  const exists = await logsIn(work, name);
  const created = await prepare(work, exists);
  return withLogin(work, name, async (users) => {
    // As the new admin: this proves its role before the former one is disabled.
    const replaced = await users.find(former);
    if (replaced === undefined) return { created, formerIs: 'absent' };
    if (work.config.keycloak.version.traits.temporaryAdmin && !isTemporary(replaced))
      return { created, formerIs: 'kept' };
    if (replaced.enabled) await users.disable(replaced);
    return { created, formerIs: 'disabled' };
  });
}

/** Acts as the former admin. An earlier run may have disabled it: the new one then has its role. Returns whether it was created. */
async function prepare(work: Work, exists: boolean): Promise<boolean> {
  const { name, former, password } = work;
  if (exists && !(await logsIn(work, former))) return false;
  return withLogin(work, former, async (users) => {
    const user = await users.find(name);
    // Somebody else's account must not become an admin.
    if (user !== undefined && !exists) throw taken(name);
    if (user === undefined) await users.create(name, password);
    const own = user ?? (await users.find(name));
    if (own === undefined) throw new UserError('keycloak', `Keycloak does not list user ${name}.`);
    await users.makeAdmin(own);
    return user === undefined;
  });
}

function taken(name: string): UserError {
  return new UserError('usage', `User ${name} exists in the realm master, with another password.`, {
    hint: 'Choose another name, or give that user the password of admin.password.',
  });
}

async function logsIn({ realm, password }: Work, username: string): Promise<boolean> {
  const { tokens, ...answer } = await realm.login(adminCli, { username, password });
  if (tokens === undefined) {
    if (answer.status >= 400 && answer.status < 500) return false;
    throw rejected(username, answer);
  }
  await realm.logout(adminCli, tokens);
  return true;
}

async function withLogin<T>(
  { realm, password, deps }: Work,
  username: string,
  body: (users: MasterUsers) => Promise<T>,
): Promise<T> {
  const { tokens, ...answer } = await realm.login(adminCli, { username, password });
  if (tokens === undefined) throw rejected(username, answer);
  try {
    return await body(new MasterUsers(deps, realm, tokens));
  } finally {
    await realm.logout(adminCli, tokens);
  }
}

function rejected(username: string, answer: Answer): UserError {
  return new UserError('keycloak', `Keycloak rejected the login of ${username} (${rejection(answer)}).`, {
    hint: '--replaces NAME names the admin that exists. Its password must be the one of admin.password.',
  });
}
