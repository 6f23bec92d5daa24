/** Finds one environment. */
import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import { UserError } from '../base/user-error.ts';
import type { Target } from './target.ts';
import type { Deps } from '../ports.ts';

/** The environment of kc-eb.yaml; undefined when it does not exist or is terminated. */
export async function findEnvironment(
  deps: Pick<Deps, 'aws'>,
  config: Target,
): Promise<EnvironmentDescription | undefined> {
  const { Environments } = await (
    await deps.aws.beanstalk()
  ).describeEnvironments({
    EnvironmentNames: [config.environment],
    IncludeDeleted: false,
  });
  // A response without a list must not pass for "none": a deploy would create the environment.
  if (Environments === undefined) throw new UserError('aws', 'Beanstalk returned no list of environments.');
  const environment = Environments.find((candidate) => candidate.Status !== 'Terminated');
  // Environment names are unique in a region, across applications.
  if (environment !== undefined && environment.ApplicationName !== config.application) {
    throw new UserError(
      'usage',
      `Environment ${config.environment} belongs to application ${environment.ApplicationName ?? '?'}, not to ${config.application}.`,
      { hint: 'Choose another "environment" in kc-eb.yaml, or correct "application".' },
    );
  }
  return environment;
}

/** The environment of kc-eb.yaml. Throws UserError 'usage' when it does not exist or is terminated. */
export async function requireEnvironment(
  deps: Pick<Deps, 'aws'>,
  config: Target,
): Promise<EnvironmentDescription> {
  const environment = await findEnvironment(deps, config);
  if (environment !== undefined) return environment;
  throw new UserError(
    'usage',
    `Environment ${config.environment} not found in application ${config.application}.`,
    { hint: 'Check the region and the account (--local or not); kc-eb deploy creates the environment.' },
  );
}
