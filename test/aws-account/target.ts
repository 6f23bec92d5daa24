/** The place where the steps run: an AWS account, or Local Beanstalk. */
import type { AccountClients } from './clients.ts';
import type { Kind } from './resources.ts';
import type { TestProject } from './project.ts';

/** Reads and disturbs instances. */
export interface Observer {
  /** Runs a script of sh as root on the instance. */
  shell(instanceId: string, script: string): Promise<{ exitCode: number; output: string }>;
  /** Makes Auto Scaling launch one instance, without an operation of Beanstalk. */
  launchOne(): Promise<void>;
}

/** A resource that the ledger names before it is created. */
export interface Planned {
  readonly kind: Kind;
  readonly name: string;
  /** undefined: kc-eb or Beanstalk creates it later. */
  readonly create?: () => Promise<void>;
}

export interface Target {
  readonly kind: 'aws' | 'local';
  readonly account: string;
  readonly region: string;
  readonly clients: AccountClients;
  /** In the order of creation. */
  readonly resources: readonly Planned[];
  /** Text for the question; undefined: nothing costs anything. */
  readonly quote: string | undefined;
  readonly application: string;
  readonly environment: string;
  readonly project: TestProject;
  readonly observer: Observer | undefined;
  /** Instances, security groups and the like that carry the environment's tag. */
  readonly infrastructure: () => Promise<string[]>;
  /** Milliseconds between two reads of a state. */
  readonly pauseMs: number;
  /** Creates the files of the project; the resources exist. */
  prepare(): Promise<void>;
}
