/**
 * `kc-eb doctor`: what would make a deploy fail, or a cluster not hold, before it is tried. A check is a small
 * function of the facts; the tables of them are doctor-project.ts, doctor-account.ts and doctor-instances.ts.
 */
import type { ClusterState } from '../cluster/state.ts';
import type { Config } from '../config/schema.ts';
import type { Level } from '../project/checks.ts';
import type { Denied } from './permissions.ts';

/** What was asked of the world, or why there is no answer. */
export type Reading<T> = { readonly value: T } | { readonly unread: string };

export interface DoctorFacts {
  config: Config;
  now: Date;
  /** Of the Node that runs kc-eb, e.g. "20.19.0". */
  nodeVersion: string;
  /** Paths of the project's own files that are deployed. */
  files: Reading<{ imageFiles: readonly string[]; overrideFiles: readonly string[] }>;
  /** Its program. */
  engine: Reading<string>;
  caller: Reading<{ account: string; arn: string }>;
  /** What the caller may not do. */
  callerDenied: Reading<readonly Denied[]>;
  /** What the instances may not do. */
  instanceDenied: Reading<readonly Denied[]>;
  /** `undefined`: there is none of that name. */
  instanceProfile: Reading<string | undefined>;
  serviceRole: Reading<string | undefined>;
  quotas: Reading<readonly Quota[]>;
  /** Names of all that Beanstalk offers. */
  solutionStacks: Reading<readonly string[]>;
  /** When the platform version was made that kc-eb.yaml names; undefined where that is not told, or none is named. */
  chosenPlatformDate: Reading<Date | undefined>;
  /** `undefined`: kc-eb.yaml names none. */
  certificate: Reading<Certificate | undefined>;
  secrets: readonly { variable: string; arn: string; found: Reading<boolean> }[];
  environment: Reading<EnvironmentOfDoctor | undefined>;
  /** What the nodes of the running environment say. */
  cluster: Reading<ClusterState>;
}

export interface Quota {
  /** "environments", "applications", "application versions" */
  name: string;
  used: number;
  maximum: number;
  /** How many more the next deploy makes at most. */
  needed: number;
}

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html */
export interface Certificate {
  /** undefined: there is no such certificate. */
  status: string | undefined;
  names: readonly string[];
  notAfter: Date | undefined;
  /** AWS renews it. */
  renews: boolean;
}

export interface EnvironmentOfDoctor {
  status: string;
  solutionStack: string;
  /** When its platform version was made; undefined where that is not told. */
  platformDate: Date | undefined;
  /** Recommended, or undefined; of the branch Supported, Deprecated, Retired. */
  branchState: string | undefined;
}

export interface Finding {
  level: Level;
  what: string;
  why: string;
  remedy: string;
}

export interface Check {
  id: string;
  title: string;
  /** undefined: looked at, and as it should be. */
  look: (facts: DoctorFacts) => Finding | { unread: string } | undefined;
}

export type Result = { id: string; title: string } & (
  | { outcome: 'ok' }
  | ({ outcome: Level } & Omit<Finding, 'level'>)
  | { outcome: 'not-checked'; reason: string }
);

export function examine(checks: readonly Check[], facts: DoctorFacts): Result[] {
  return checks.map(({ id, title, look }): Result => {
    const seen = look(facts);
    if (seen === undefined) return { id, title, outcome: 'ok' };
    if ('unread' in seen) return { id, title, outcome: 'not-checked', reason: seen.unread };
    const { level, ...words } = seen;
    return { id, title, outcome: level, ...words };
  });
}

/** For checks of one reading: what was not read is not checked. */
export function given<T>(
  reading: Reading<T>,
  look: (value: T) => Finding | { unread: string } | undefined,
): Finding | { unread: string } | undefined {
  return 'unread' in reading ? reading : look(reading.value);
}
