/**
 * Whether the instances may write the lines of their containers. The log driver is non-blocking: a container starts
 * without its permission, its lines are lost, and Docker can hang when the container is stopped.
 * https://docs.docker.com/engine/logging/drivers/awslogs/ and https://github.com/moby/moby/issues/53143
 */
import type { Denied, Permission } from './permission.ts';
import { loggedServices, logGroupOf } from '../base/log-group-names.ts';
import { UserError } from '../base/user-error.ts';
import { partitionOf } from '../config/partitions.ts';
import type { Config } from '../config/schema.ts';

export function logWriterPermissions(config: Config, account: string): Permission[] {
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  return logGroupArns(config, account).map((resource) => ({ actions, resource }));
}

/** The groups of the containers, as policies name them. */
export function logGroupArns({ region, environment }: Config, account: string): string[] {
  const prefix = `arn:${partitionOf(region).name}:logs:${region}:${account}:log-group:`;
  return loggedServices.map((service) => `${prefix}${logGroupOf(environment, service)}:*`);
}

/** Throws UserError 'usage' when the role of the instances cannot write. */
export function refuseLostLogs(config: Config, denied: readonly Denied[] | undefined): void {
  if (denied === undefined || denied.length === 0) return;
  const actions = [...new Set(denied.map(({ action }) => action))].join(' and ');
  throw new UserError(
    'usage',
    `The role of instance profile ${config.instances.profile} lacks ${actions} for its log groups: the lines of Keycloak would be lost, and Docker can hang at the next stop.`,
    {
      hint: 'Attach the managed policy AWSElasticBeanstalkWebTier to the role.',
    },
  );
}
