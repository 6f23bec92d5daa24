/** A step of `npm run test:aws`: an assumption of kc-eb or Local Beanstalk, and the answers that AWS may give to it. */
import type { ConfigurationOptionSetting, EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { AccountClients } from './clients.ts';
import type { Observer } from './target.ts';
import type { TestProject } from './project.ts';

interface Answer {
  /** True when kc-eb and Local Beanstalk assume this answer. */
  readonly holds: boolean;
  /** Consequences of the answer: which assumption holds, or what to change. */
  readonly meaning: string;
}

/** One answer of the step's table, with the facts; or the reason why nothing was observed. */
export type Observation =
  { readonly answer: string; readonly seen: string } | { readonly unobserved: string };

export interface Step {
  readonly name: string;
  /** One sentence about AWS. */
  readonly assumption: string;
  /** Needed before it: nothing but the API, an environment, or instances that run something. */
  readonly needs: 'api' | 'environment' | 'instances';
  readonly answers: Readonly<Record<string, Answer>>;
  observe(context: StepContext): Promise<Observation>;
}

export interface StepContext {
  readonly clients: AccountClients;
  readonly project: TestProject;
  readonly application: string;
  readonly environment: string;
  /** http://HOST of the load balancer. */
  readonly url: () => Promise<string>;
  /** Instances, security groups and the like that carry the environment's tag. */
  readonly infrastructure: () => Promise<string[]>;
  /** undefined where instances only report. */
  readonly observer: Observer | undefined;
  readonly signal: AbortSignal;
  /** Waits between two reads of a state. Rejects after Ctrl-C. */
  readonly pause: () => Promise<void>;
  /** Progress. */
  readonly note: (text: string) => void;
  /** Keeps a text out of the fixtures. */
  readonly hide: (text: string, replacement: string) => void;
}

/** The instances of the environment, which a step with `needs: 'instances'` has. */
export function observerOf({ observer }: StepContext): Observer {
  if (observer === undefined) throw new Error('Instances of this target run nothing.');
  return observer;
}

/** Resolves when the environment is Ready. */
export async function awaitReady({ clients, environment, pause }: StepContext): Promise<void> {
  for (;;) {
    const { Environments: [found] = [] } = await clients.beanstalk.describeEnvironments({
      EnvironmentNames: [environment],
      IncludeDeleted: false,
    });
    if (found?.Status === 'Ready') return;
    if (found === undefined) throw new Error(`Environment not found: ${environment}.`);
    await pause();
  }
}

/** Calls UpdateEnvironment, waits for its end and returns its events, the oldest first. */
export async function update(
  context: StepContext,
  change: { VersionLabel?: string; OptionSettings?: ConfigurationOptionSetting[] },
): Promise<EventDescription[]> {
  const { clients, environment: EnvironmentName } = context;
  const { $metadata } = await clients.beanstalk.updateEnvironment({ EnvironmentName, ...change });
  return afterwards(context, $metadata.requestId);
}

/** Waits for the end of an operation and returns its events, the oldest first. */
export async function afterwards(
  context: StepContext,
  requestId: string | undefined,
): Promise<EventDescription[]> {
  await awaitReady(context);
  const { clients, environment: EnvironmentName } = context;
  const { Events = [] } = await clients.beanstalk.describeEvents({
    ...{ EnvironmentName, MaxRecords: 1000 },
    ...(requestId !== undefined && { RequestId: requestId }),
  });
  return Events.toReversed();
}

/** Creates a version with the source bundle of the one that runs, and returns its label. */
export async function sameBundleAgain(
  { clients, application, environment }: StepContext,
  suffix: string,
): Promise<string> {
  const { beanstalk } = clients;
  const { Environments: [running] = [] } = await beanstalk.describeEnvironments({
    EnvironmentNames: [environment],
    IncludeDeleted: false,
  });
  const { ApplicationVersions: [version] = [] } = await beanstalk.describeApplicationVersions({
    ApplicationName: application,
    VersionLabels: [running?.VersionLabel ?? ''],
  });
  const VersionLabel = `${version?.VersionLabel ?? ''}-${suffix}`;
  await beanstalk.createApplicationVersion({
    ...{ ApplicationName: application, VersionLabel },
    SourceBundle: version?.SourceBundle,
  });
  return VersionLabel;
}

export function option(Namespace: string, OptionName: string, Value: string): ConfigurationOptionSetting {
  return { Namespace, OptionName, Value };
}

/** The code of an AWS error; rethrows anything else. */
export function codeOf(error: unknown): { code: string; message: string } {
  if (error instanceof Error && '$metadata' in error) return { code: error.name, message: error.message };
  throw error;
}
