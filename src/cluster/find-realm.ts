/** Finds a way to the environment's own Keycloak, and to no other: the probe sends it the administrator's password. */
import { pathPrefix, publicUrl } from '../config/derived-values.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { requireEnvironment } from '../environment/find-environment.ts';
import { type Discovery, KeycloakRealm, rejection } from './keycloak-realm.ts';

interface Way {
  /** The start of the URLs: Keycloak's public address. */
  base: string;
  /** The host to connect to instead of the URL's. */
  connectTo?: string;
  /** Whether it leads to this environment's load balancer; a host name may point elsewhere. */
  own: boolean;
}

/** Three results; only `realm` may receive a password. */
export type FoundRealm = { realm: KeycloakRealm } | { failed: string } | { notRun: string };

/**
 * Connects to the environment's load balancer under the public name first: with its certificate, and even before the
 * name points there. Then by the public name, where the load balancer itself has no HTTPS. `cname`: the environment's
 * host name, where the caller has just read it.
 */
export async function findRealm(deps: Deps, config: Config, cname?: string): Promise<FoundRealm> {
  if (deps.local === undefined && isPlain(publicUrl(config))) return { notRun: inClear(config) };
  const reasons: string[] = [];
  const address = cname ?? (await requireEnvironment(deps, config)).CNAME;
  const elsewhere = deps.local === undefined ? undefined : isElsewhere(deps.local.url, address);
  if (elsewhere !== undefined) return { notRun: elsewhere };
  for (const way of waysTo(deps, config, address)) {
    const realm = new KeycloakRealm(deps.http, way.base, way.connectTo);
    const answer = await realm.discovery();
    if (isKeycloak(way, answer)) return { realm };
    const through = way.connectTo === undefined ? way.base : `${way.base} at ${way.connectTo}`;
    // A 5xx by the public name most likely comes from this Keycloak's proxy.
    if (answer.status >= 500 || (way.own && answer.status !== 0)) {
      return { failed: `${through}: /realms/master returned ${describe(answer)}` };
    }
    reasons.push(`${through}: ${describe(answer)}`);
  }
  return { notRun: `this Keycloak cannot be reached (${reasons.join('; ')})` };
}

/** A network between reads what HTTP sends; an address of this machine has none. */
function isPlain(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function inClear({ keycloak: { hostname } }: Config): string {
  return `keycloak.hostname is ${hostname}, and HTTP would send the password of admin.password in clear; set an https URL and network.certificate`;
}

/** The server moves a load balancer whose port another program has. That program may be another project's Keycloak. */
function isElsewhere(url: string, address: string | undefined): string | undefined {
  if (address === undefined) return 'the environment does not have a load balancer yet';
  if (new URL(`http://${address}`).origin === new URL(url).origin) return undefined;
  return `the load balancer listens at ${address}, and Keycloak's address is ${url}, where another program answers; run kc-eb deploy --local`;
}

function waysTo(deps: Deps, config: Config, connectTo: string | undefined): Way[] {
  if (deps.local !== undefined)
    return [{ base: new URL(deps.local.url).origin + pathPrefix(config), own: true }];
  const base = publicUrl(config);
  const { protocol, port } = new URL(base);
  const hasListener = port === '' && (protocol === 'http:' || config.network.certificate !== undefined);
  return [
    ...(connectTo !== undefined && hasListener ? [{ base, connectTo, own: true }] : []),
    { base, own: false },
  ];
}

/** Tests the response. On a way that is not the environment's own, only the exact issuer is trusted. */
function isKeycloak({ base, own }: Way, { status, issuer }: Discovery): boolean {
  return status === 200 && issuer !== undefined && (own || issuer === `${base}/realms/master`);
}

function describe(answer: Discovery): string {
  if (answer.status !== 200) return rejection(answer);
  return answer.issuer === undefined
    ? '200, not from Keycloak'
    : `200, from another Keycloak (issuer ${answer.issuer})`;
}
