/** Sends requests through the load balancer: every node must have what one node issued or changed. */
import { randomBytes } from 'node:crypto';
import { awsErrorName } from '../base/aws-error.ts';
import { countsText } from '../base/few.ts';
import type { ProbeResult } from './verdict.ts';
import type { Config } from '../config/schema.ts';
import { messageOf } from '../base/user-error.ts';
import type { KeycloakTraits } from '../keycloak/release-table.ts';
import { Secret } from '../base/secret.ts';
import type { Deps } from '../ports.ts';
import { findRealm } from './find-realm.ts';
import { type Answer, type KeycloakRealm, type Login, rejection, type Tokens } from './keycloak-realm.ts';

/** Requests per running instance. A round-robin load balancer then sends three to each node. */
const roundsPerInstance = 3;
/** Nodes invalidate a changed client within milliseconds. */
const invalidationMs = 1_000;
const clientPrefix = 'kc-eb-probe-';
/** An older client of a probe was left by a crash. */
const leftoverMs = 10 * 60_000;
const adminCli = { client_id: 'admin-cli' };

/** Ends the probe with a result. */
class ProbeEnd extends Error {
  readonly result: ProbeResult;

  constructor(result: ProbeResult) {
    super(result.outcome);
    this.result = result;
  }
}

interface Probe {
  deps: Deps;
  realm: KeycloakRealm;
  login: Login;
  rounds: number;
}

/** Probes `instances` nodes behind the load balancer. A cluster or login that rejects requests is a result. */
export async function probeCluster(
  deps: Deps,
  config: Config,
  instances: number,
  cname?: string,
): Promise<ProbeResult> {
  try {
    const found = await findRealm(deps, config, cname);
    if ('notRun' in found) return { outcome: 'not-run', why: found.notRun };
    if ('failed' in found) return { outcome: 'failed', requests: 1, detail: found.failed };
    const { realm } = found;
    const login = { username: config.admin.username, password: await readPassword(deps, config) };
    const rounds = roundsPerInstance * instances;
    return await probes[config.keycloak.version.traits.probeToken]({ deps, realm, login, rounds });
  } catch (error) {
    if (error instanceof ProbeEnd) return error.result;
    throw error;
  }
}

const probes = {
  'admin-cli': async (probe) => {
    return withAdmin(probe, async (tokens) => {
      await onEveryNode(probe, 'userinfo with one token', () => probe.realm.userinfo(tokens));
      return {
        outcome: 'passed',
        requests: probe.rounds,
        detail: `one token was accepted ${probe.rounds} times of ${probe.rounds}`,
      };
    });
  },
  'own-client': async (probe) => {
    return withAdmin(probe, async (admin) => {
      await deleteLeftovers(probe, admin);
      return withClient(probe, admin, (client) => probeWithClient(probe, admin, client));
    });
  },
} satisfies Record<KeycloakTraits['probeToken'], (probe: Probe) => Promise<ProbeResult>>;

interface ProbeClient {
  id: string;
  client_id: string;
  client_secret: Secret;
}

/**
 * Changes a client of the probe's own. From 26 on sessions are in the database, so nodes that never met accept one token.
 * A changed client is not: a node with the client in its cache receives the change only through the cluster.
 */
async function probeWithClient(probe: Probe, admin: Tokens, client: ProbeClient): Promise<ProbeResult> {
  const { realm, login, rounds, deps } = probe;
  const { tokens, ...answer } = await realm.login(client, login);
  if (tokens === undefined) throw notRun(`the probe's client received no token (${rejection(answer)})`);
  await onEveryNode(probe, 'userinfo with one token', () => realm.userinfo(tokens));
  const changed = { ...client, client_secret: newSecret() };
  const update = await realm.updateClient(admin, client.id, representation(changed));
  if (update.status !== 204) throw notRun(`the probe's client could not be changed (${rejection(update)})`);
  await deps.clock.sleep(invalidationMs, deps.signal);
  // Introspection would log a warning each time for a client outside the token's audience.
  let newest = tokens;
  await onEveryNode(probe, "a client's changed secret", async () => {
    const { tokens: renewed = newest, ...refreshed } = await realm.refresh(changed, newest);
    newest = renewed;
    return refreshed;
  });
  await realm.logout(changed, newest);
  return {
    outcome: 'passed',
    requests: 2 * rounds,
    detail: `one token was accepted ${rounds} times of ${rounds}, a changed client was accepted ${rounds} times of ${rounds}`,
  };
}

async function onEveryNode(
  { rounds, deps }: Probe,
  what: string,
  request: () => Promise<Answer>,
): Promise<void> {
  const answers: Answer[] = [];
  for (let round = 0; round < rounds; round++) {
    // On Ctrl-C the probe deletes its client first.
    deps.signal.throwIfAborted();
    answers.push(await request());
  }
  const rejected = answers.filter(({ status, foreign }) => status !== 200 || foreign === true).length;
  if (rejected === 0) return;
  const statuses = answers.map(({ status, foreign }) =>
    foreign === true ? `${status}, not from Keycloak` : String(status),
  );
  const detail = `${what}: ${rejected} of ${rounds} requests failed (${countsText(statuses)})`;
  throw new ProbeEnd({ outcome: 'failed', requests: rounds, detail });
}

/** Logs the administrator in, and out after `body`. */
async function withAdmin<T>(probe: Probe, body: (admin: Tokens) => Promise<T>): Promise<T> {
  const { realm, login } = probe;
  const { tokens, ...answer } = await realm.login(adminCli, login);
  if (tokens === undefined) throw loginFailed(answer, login.username);
  try {
    return await body(tokens);
  } finally {
    await realm.logout(adminCli, tokens);
  }
}

/** A 4xx means a changed password, a deleted bootstrap administrator, or a second factor. */
function loginFailed(answer: Answer, username: string): ProbeEnd {
  if (answer.status >= 400 && answer.status < 500) {
    return notRun(`Keycloak rejected the login of ${username} (${rejection(answer)})`);
  }
  const detail = `the login of ${username} returned ${rejection(answer)}`;
  return new ProbeEnd({ outcome: 'failed', requests: 1, detail });
}

/** Creates a confidential client of the master realm for this probe, and deletes it, even when the probe fails. */
async function withClient<T>(
  probe: Probe,
  admin: Tokens,
  body: (client: ProbeClient) => Promise<T>,
): Promise<T> {
  const { realm, deps } = probe;
  const client_id = `${clientPrefix}${deps.clock.now().getTime().toString(36)}-${randomBytes(4).toString('hex')}`;
  const client = { client_id, client_secret: newSecret() };
  const created = await realm.createClient(admin, representation(client));
  let id: string | undefined;
  try {
    if (created.status !== 201)
      throw notRun(`the probe's client could not be created (${rejection(created)})`);
    id = await findClient(realm, admin, client_id);
    if (id === undefined) throw notRun("the probe's client was not found after its creation");
    return await body({ ...client, id });
  } finally {
    // It may exist when the answer was lost.
    await deleteOwn(probe, admin, { id, clientId: client_id, exists: created.status === 201 });
  }
}

async function findClient(
  realm: KeycloakRealm,
  admin: Tokens,
  clientId: string,
): Promise<string | undefined> {
  return (await realm.findClients(admin, clientId))[0]?.id;
}

/** `id`: undefined when it could not be read. */
async function deleteOwn(
  probe: Probe,
  admin: Tokens,
  { id, clientId, exists }: { id: string | undefined; clientId: string; exists: boolean },
): Promise<void> {
  const known = id ?? (await findClient(probe.realm, admin, clientId));
  if (known !== undefined) await deleteClient(probe, admin, { id: known, clientId });
  else if (exists) warnLeft(probe, clientId, 'not listed');
}

function representation({ client_id, client_secret }: Omit<ProbeClient, 'id'>): object {
  return {
    clientId: client_id,
    secret: client_secret.reveal(),
    description: 'Created by kc-eb verify, which deletes it afterwards.',
    protocol: 'openid-connect',
    publicClient: false,
    directAccessGrantsEnabled: true,
    standardFlowEnabled: false,
    attributes: { 'client.use.lightweight.access.token.enabled': 'false' },
  };
}

async function deleteLeftovers(probe: Probe, admin: Tokens): Promise<void> {
  const now = probe.deps.clock.now().getTime();
  for (const client of await probe.realm.findClients(admin, clientPrefix)) {
    const { clientId } = client;
    if (!clientId.startsWith(clientPrefix)) continue;
    const madeAt = Number.parseInt(clientId.slice(clientPrefix.length), 36);
    if (!Number.isNaN(madeAt) && now - madeAt > leftoverMs) await deleteClient(probe, admin, client);
  }
}

async function deleteClient(
  probe: Probe,
  admin: Tokens,
  { id, clientId }: { id: string; clientId: string },
): Promise<void> {
  const answer = await probe.realm.deleteClient(admin, id);
  if (answer.status !== 204 && answer.status !== 404) warnLeft(probe, clientId, rejection(answer));
}

function warnLeft({ deps }: Probe, clientId: string, why: string): void {
  const text = `Could not delete the probe's client ${clientId} in realm master (${why}). The next kc-eb verify tries again.`;
  deps.reporter.emit({ type: 'message', level: 'warn', text });
}

async function readPassword(deps: Deps, config: Config): Promise<Secret> {
  try {
    return await deps.aws.secret(config.admin.password);
  } catch (error) {
    // A caller that may deploy need not have permission to read the secret.
    if (awsErrorName(error) === undefined) throw error;
    throw notRun(`admin.password could not be read (${messageOf(error)})`);
  }
}

function newSecret(): Secret {
  return new Secret(randomBytes(24).toString('base64url'));
}

function notRun(why: string): ProbeEnd {
  return new ProbeEnd({ outcome: 'not-run', why });
}
