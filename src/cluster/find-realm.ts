/** The way to the environment's Keycloak, and nobody else's: the probe sends the administrator's password along it. */
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { type Discovery, KeycloakRealm, refusal } from './keycloak-realm.ts';

interface Way {
  /** What the URLs begin with: Keycloak's public address. */
  base: string;
  /** The host that is connected to in place of the URL's. */
  connectTo?: string;
  /** Whether it leads to this environment's own balancer; a host name may still point elsewhere. */
  own: boolean;
}

/** Of the three, `realm` alone may be given a password. */
export type FoundRealm = { realm: KeycloakRealm } | { failed: string } | { notRun: string };

/**
 * First through the environment's own balancer, under the public name: with its certificate, and also before the name
 * points there. Then by the public name as everybody does, where the balancer itself has no HTTPS.
 */
export async function findRealm(deps: Deps, config: Config, cname?: string): Promise<FoundRealm> {
  const reasons: string[] = [];
  for (const way of await waysTo(deps, config, cname)) {
    const realm = new KeycloakRealm(deps.http, way.base, way.connectTo);
    const answer = await realm.discovery();
    if (isKeycloak(way, answer)) return { realm };
    const through = way.connectTo === undefined ? way.base : `${way.base} at ${way.connectTo}`;
    // 5xx by the public name, too: most likely it is this Keycloak's proxy that says so.
    if (answer.status >= 500 || (way.own && answer.status !== 0)) {
      return { failed: `${through}: /realms/master was answered with ${describe(answer)}` };
    }
    reasons.push(`${through}: ${describe(answer)}`);
  }
  return { notRun: `no way to this Keycloak (${reasons.join('; ')})` };
}

async function waysTo(deps: Deps, config: Config, cname: string | undefined): Promise<Way[]> {
  const path = config.keycloak.relativePath.replace(/\/+$/, '');
  if (deps.local !== undefined) return [{ base: new URL(deps.local.url).origin + path, own: true }];
  const { origin, protocol, port } = new URL(config.keycloak.hostname);
  const base = origin + path;
  const connectTo = cname ?? (await requireEnvironment(deps, config)).CNAME;
  const hasListener = port === '' && (protocol === 'http:' || config.network.certificate !== undefined);
  return [
    ...(connectTo !== undefined && hasListener ? [{ base, connectTo, own: true }] : []),
    { base, own: false },
  ];
}

/** By another way than the environment's own, only an issuer of exactly this name is one to trust. */
function isKeycloak({ base, own }: Way, { status, issuer }: Discovery): boolean {
  return status === 200 && issuer !== undefined && (own || issuer === `${base}/realms/master`);
}

function describe(answer: Discovery): string {
  if (answer.status !== 200) return refusal(answer);
  return answer.issuer === undefined
    ? '200, and it is not Keycloak that says so'
    : `200, by another Keycloak (issuer ${answer.issuer})`;
}
