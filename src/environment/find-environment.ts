/** Looks at one environment and its instances. */
import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

/** The environment of kc-eb.yaml, unless it does not exist or is terminated. */
export async function findEnvironment(
  deps: Pick<Deps, 'aws'>,
  config: Pick<Config, 'application' | 'environment'>,
): Promise<EnvironmentDescription | undefined> {
  const { Environments } = await (
    await deps.aws.beanstalk()
  ).describeEnvironments({
    EnvironmentNames: [config.environment],
    IncludeDeleted: false,
  });
  // No list is no answer: it must not be taken for "none", which a deploy would make.
  if (Environments === undefined) throw new UserError('aws', 'Beanstalk gave no list of environments.');
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

/** As findEnvironment; its absence is the user's error. */
export async function requireEnvironment(
  deps: Pick<Deps, 'aws'>,
  config: Pick<Config, 'application' | 'environment'>,
): Promise<EnvironmentDescription> {
  const environment = await findEnvironment(deps, config);
  if (environment !== undefined) return environment;
  throw new UserError(
    'usage',
    `There is no environment ${config.environment} in application ${config.application}.`,
    {
      hint: 'kc-eb deploy makes it. Is it the right region and account (--local or not)?',
    },
  );
}
