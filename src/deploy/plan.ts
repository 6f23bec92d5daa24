/**
 * Decides what a deploy does: (config, rendered project, facts) → plan. Pure; `kc-eb plan` prints the very object that
 * `kc-eb deploy` carries out.
 */
import { planRecord, type RecordFacts, type RecordPlan } from '../access/dns-record.ts';
import { planUpdate, type UpdatePlan } from './update-plan.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from '../environment/facts.ts';
import type { LogGroups } from '../logs/list-groups.ts';
import { type EnvironmentDetails, environmentDetails } from './environment-details.ts';
import { atOnceCalls, type EnvironmentPlan, planEnvironment } from './environment-plan.ts';
import type { UpdateCall } from './update-calls.ts';
import type { Denied } from '../environment/permission.ts';
import { refuseLostLogs } from '../environment/log-writers.ts';
import { refuseOtherArchitecture } from '../environment/refuse-architecture.ts';
import {
  logGroupNames,
  type RenderedImage,
  type RenderedProject,
  type RenderedVersion,
} from './render-project.ts';

/** The state before a deploy; src/deploy/prepare-plan.ts reads it and changes nothing. */
export interface DeployFacts {
  account: string;
  repositoryExists: boolean;
  /** The repository has the rendered image's tag. */
  imageExists: boolean;
  /** The repository has the rendered copy of nginx. */
  proxyExists: boolean;
  /** The application version with the rendered label; undefined: it does not exist. */
  version: VersionFacts | undefined;
  /** The environment's, also those that kc-eb does not create. */
  logGroups: LogGroups;
  /** Permissions for log lines that the role of the instances lacks; undefined: the caller may not read it. */
  deniedToLogs: readonly Denied[] | undefined;
  /** Platform of a new environment; undefined where the environment exists and the platform was not read. */
  solutionStack: string | undefined;
  environment: EnvironmentFacts | undefined;
  /** undefined without network.hostedZone. */
  record: RecordFacts | undefined;
}

export interface VersionFacts {
  /** Unprocessed, Building, Processing, Processed or Failed. */
  status: string;
  /** Beanstalk calls a version Processed also when its source bundle has been deleted, and then fails on the instance. */
  hasBundle: boolean;
}

export type PlannedImage = RenderedImage & { action: 'build' | 'none' };

export interface DeployPlan {
  target: { account: string; region: string; application: string; environment: string; local: boolean };
  repository: { action: 'create' | 'none'; name: string };
  image: PlannedImage;
  /** nginx, in the same repository. */
  proxy: PlannedImage;
  /** `retain`: the group exists, with another retention period. */
  logGroups: { action: 'create' | 'retain' | 'none'; name: string; retentionDays: number }[];
  /** `wait`: an earlier run created it and Beanstalk has not processed it yet. `upload`: its source bundle is gone. */
  version: RenderedVersion & { action: 'create' | 'upload' | 'wait' | 'none' };
  environment: EnvironmentPlan;
  /** The public name's in network.hostedZone; undefined without that key. */
  record: RecordPlan | undefined;
  details: EnvironmentDetails;
  /** The way to instances that run another version. */
  update: UpdatePlan;
  /** The calls of an update to all instances at once; `environment` has those by the configured policy. */
  atOnceCalls: UpdateCall[];
}

/** True when the plan would change nothing in AWS. */
export function isEmpty(plan: DeployPlan): boolean {
  const { repository, image, proxy, logGroups, version, environment, record } = plan;
  const parts = [repository, image, proxy, ...logGroups, version, environment];
  return [...parts, ...(record === undefined ? [] : [record])].every(({ action }) => action === 'none');
}

/**
 * Throws UserError 'deployment' when the version exists and cannot be used. Throws 'usage' when the environment has
 * another processor architecture, when its instances cannot write log lines, or when the zone cannot have the record.
 */
export function makePlan(
  config: Config,
  { repository, image, proxy, version, settings }: RenderedProject,
  facts: DeployFacts,
  target: { local: boolean; redeploy?: boolean },
): DeployPlan {
  refuseOtherArchitecture(config, facts.environment);
  refuseLostLogs(config, facts.deniedToLogs);
  const goal = {
    solutionStack: facts.solutionStack,
    settings,
    minInstances: config.instances.min,
    timeoutMinutes: config.deployment.timeoutMinutes,
    ...(target.redeploy === true && { redeploy: true as const }),
  };
  const environment = planEnvironment(goal, version.label, facts.environment);
  return {
    target: {
      account: facts.account,
      region: config.region,
      application: config.application,
      environment: config.environment,
      local: target.local,
    },
    repository: { action: facts.repositoryExists ? 'none' : 'create', name: repository },
    image: { action: facts.imageExists ? 'none' : 'build', ...image },
    proxy: { action: facts.proxyExists ? 'none' : 'build', ...proxy },
    logGroups: planLogGroups(config, facts),
    version: { action: versionAction(config, version, facts), ...version },
    environment,
    record: planRecord(config, facts.record, facts.environment?.cname),
    details: environmentDetails(config, settings),
    update: planUpdate(config, version.label, facts.environment),
    atOnceCalls: environment.action === 'update' ? atOnceCalls(goal, version.label, facts.environment) : [],
  };
}

function versionAction(
  { application, region }: Config,
  { label }: RenderedVersion,
  { version }: DeployFacts,
): DeployPlan['version']['action'] {
  if (version === undefined) return 'create';
  if (version.status === 'Failed') {
    throw new UserError(
      'deployment',
      `Beanstalk could not process application version ${label}, and cannot deploy it.`,
      {
        hint: `Delete it (aws elasticbeanstalk delete-application-version --application-name ${application} --version-label ${label} --region ${region}) and run kc-eb deploy again.`,
      },
    );
  }
  // The label is the content's hash: the upload restores what was deleted.
  if (!version.hasBundle) return 'upload';
  return version.status === 'Processed' ? 'none' : 'wait';
}

function planLogGroups(config: Config, { logGroups }: DeployFacts): DeployPlan['logGroups'] {
  const { retentionDays } = config.logs;
  return logGroupNames(config).map((name) => ({
    action: !logGroups.has(name) ? 'create' : logGroups.get(name) === retentionDays ? 'none' : 'retain',
    name,
    retentionDays,
  }));
}
