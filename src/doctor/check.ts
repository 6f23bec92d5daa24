/**
 * Checks of `kc-eb doctor`: each is a pure function of the facts. Their tables are project-checks.ts,
 * account-checks.ts, network-checks.ts and platform-checks.ts.
 */
import type { ClusterState } from '../cluster/state.ts';
import type { UnusableReason } from '../base/secret-text.ts';
import type { Config } from '../config/schema.ts';
import type { Level } from '../project/checks.ts';
import type { Denied } from '../environment/permission.ts';

/** A value that was read, or the reason why it could not be read, and the remedy where one is known. */
export type Reading<T> = { readonly value: T } | { readonly unread: string; readonly hint?: string };

export interface DoctorFacts {
  config: Config;
  now: Date;
  /** The version of the Node that runs kc-eb, e.g. "20.19.0". */
  nodeVersion: string;
  /** Paths of the project's files that are deployed. */
  files: Reading<{
    imageFiles: readonly string[];
    overrideFiles: readonly string[];
    /** Sentences about the content of the files. */
    warnings: readonly string[];
  }>;
  /** The program, e.g. "docker". */
  engine: Reading<string>;
  caller: Reading<{ account: string; arn: string }>;
  /** Permissions that the caller lacks. */
  callerDenied: Reading<readonly Denied[]>;
  /** Permissions that the role of the instances lacks. */
  instanceDenied: Reading<readonly Denied[]>;
  /** Groups of the containers' awslogs driver that a standing environment lacks. */
  missingLogGroups: Reading<readonly string[]>;
  /** `undefined`: not found. */
  instanceProfile: Reading<InstanceProfile | undefined>;
  /** `undefined`: not found. */
  serviceRole: Reading<Role | undefined>;
  quotas: Reading<readonly Quota[]>;
  /** Names of all solution stacks of Beanstalk. */
  solutionStacks: Reading<readonly string[]>;
  /** The date of the platform version in kc-eb.yaml; undefined when it is unknown or kc-eb.yaml names no platform. */
  chosenPlatformDate: Reading<Date | undefined>;
  /** `undefined`: kc-eb.yaml names no certificate. */
  certificate: Reading<Certificate | undefined>;
  secrets: readonly SecretFacts[];
  /** Ids in network.securityGroups that do not exist. */
  missingSecurityGroups: Reading<readonly string[]>;
  databaseGroups: Reading<DatabaseGroups>;
  environment: Reading<EnvironmentOfDoctor | undefined>;
  /** The state that the logs of the running nodes show. */
  cluster: Reading<ClusterState>;
}

export interface Role {
  arn: string;
  /** Services that the trust policy lets assume the role, e.g. ec2.amazonaws.com; "*" for everyone. */
  trusted: readonly string[];
}

export interface InstanceProfile {
  /** undefined: the profile has no role. */
  role: Role | undefined;
}

export interface SecretFacts {
  variable: string;
  arn: string;
  /** True for passwords of the database and of the admin. */
  isPassword: boolean;
  state: Reading<SecretState>;
}

/** `text` and `json`: it gives a value, and a JSON object would be the value as a whole. */
export type SecretState = 'text' | 'json' | 'absent' | 'deleted' | UnusableReason;

export interface Quota {
  /** "environments", "applications", "application versions" */
  name: string;
  used: number;
  maximum: number;
  /** The most that the next deployment adds. */
  needed: number;
}

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html */
export interface Certificate {
  /** undefined: not found. */
  status: string | undefined;
  names: readonly string[];
  notAfter: Date | undefined;
  /** True when AWS renews it. */
  renews: boolean;
}

/** The inbound rules of the security groups of a database in RDS, for its port. */
export interface DatabaseGroups {
  ids: readonly string[];
  port: number;
  admittedGroups: readonly string[];
  /** Whether a rule admits addresses or a prefix list. */
  admitsAddresses: boolean;
}

export interface EnvironmentOfDoctor {
  status: string;
  solutionStack: string;
  /** The date of its platform version; undefined when it is unknown. */
  platformDate: Date | undefined;
  /** The state of its platform branch: Supported, Deprecated or Retired. */
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
  /** Returns undefined when the check passes. */
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
    const { level, what, why, remedy } = seen;
    return { id, title, outcome: level, what, why, remedy };
  });
}

/** Checks one reading. A value that could not be read is not checked. */
export function given<T>(
  reading: Reading<T>,
  look: (value: T) => Finding | { unread: string } | undefined,
): Finding | { unread: string } | undefined {
  return 'unread' in reading ? { unread: reading.unread } : look(reading.value);
}
