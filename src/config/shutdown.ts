/**
 * The stop of a node: the load balancer drains the instance, then Keycloak gets SIGTERM, and SIGKILL at the end of the
 * grace period. https://www.keycloak.org/server/reverseproxy
 */
import type { Config } from './schema.ts';

/** Time to hand over caches and leave the cluster, after the last request. */
export const graceSeconds = 40;

export interface Shutdown {
  /** Deregistration delay of the load balancer, in seconds. */
  drainSeconds: number;
  /** Longest wait of Keycloak for running requests and caches; undefined: it does not wait, or the wait is unknown. */
  keycloakSeconds: number | undefined;
  /** From SIGTERM to SIGKILL. */
  stopSeconds: number;
  /** Variables for Keycloak that keycloak.env and keycloak.secrets lack. */
  variables: Record<string, string>;
}

const delay = 'KC_SHUTDOWN_DELAY';
const timeout = 'KC_SHUTDOWN_TIMEOUT';

export function shutdownOf(config: Config): Shutdown {
  const { env, secrets, version } = config.keycloak;
  const drainSeconds = drainOf(config);
  const defaults = version.traits.shutdown;
  const stop = (keycloakSeconds: number | undefined, variables: Record<string, string>): Shutdown => ({
    ...{ drainSeconds, keycloakSeconds, variables },
    stopSeconds: Math.ceil(Math.max(drainSeconds, keycloakSeconds ?? 0)) + graceSeconds,
  });
  if (defaults === undefined) return stop(undefined, {});
  if (delay in secrets || timeout in secrets) return stop(undefined, {});
  const ownDelay = env[delay] === undefined ? defaults.delaySeconds : secondsOf(env[delay]);
  if (env[timeout] !== undefined) {
    const ownTimeout = secondsOf(env[timeout]);
    const known = ownDelay !== undefined && ownTimeout !== undefined;
    return stop(known ? ownDelay + ownTimeout : undefined, {});
  }
  if (ownDelay === undefined) return stop(undefined, {});
  // At least a second for requests, however long the delay of the user is.
  const seconds = Math.max(1, Math.floor(drainSeconds - ownDelay));
  return stop(ownDelay + seconds, { [timeout]: `${seconds}s` });
}

function drainOf({ deployment, options }: Config): number {
  const own = options['aws:elasticbeanstalk:environment:process:default']?.['DeregistrationDelay'];
  return own !== undefined && /^\d+$/.test(own) ? Number(own) : deployment.drainSeconds;
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads a duration as Keycloak does: "10", "500ms", "1m", "PT1M30S". undefined for other texts. */
export function secondsOf(text: string): number | undefined {
  const simple = /^(\d+)(ms|s|m|h|d)?$/i.exec(text.trim());
  if (simple !== null) return Number(simple[1]) * (units[(simple[2] ?? 's').toLowerCase()] ?? 1);
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text.trim());
  if (iso === null || !/\d/.test(text)) return undefined;
  // Absent groups are undefined.
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((part) => Number(part) || 0);
  return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}
