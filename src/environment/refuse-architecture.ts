import { type Architecture, architecture } from '../config/architecture.ts';
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { EnvironmentFacts } from './facts.ts';

/**
 * Throws UserError 'usage' when the environment runs on the other processor architecture. Beanstalk fixes it at
 * creation, and old and new instances could not run one image.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.ec2.html
 */
export function refuseOtherArchitecture(config: Config, environment: EnvironmentFacts | undefined): void {
  if (environment === undefined || environment.settings.length === 0) return;
  const running = runningArchitecture(environment);
  const wanted = architecture(config);
  if (running === wanted) return;
  throw new UserError(
    'usage',
    `instances.types are ${wanted}, but ${config.environment} was created for ${running}.`,
    { hint: `Use ${running} types, or set environment to another name: kc-eb then creates that one.` },
  );
}

function runningArchitecture({ settings }: EnvironmentFacts): Architecture {
  const found = settings.find(
    ({ Namespace, OptionName }) =>
      Namespace === 'aws:ec2:instances' && OptionName === 'SupportedArchitectures',
  );
  return found?.Value === 'arm64' ? 'arm64' : 'x86_64';
}
