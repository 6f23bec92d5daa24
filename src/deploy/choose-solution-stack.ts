import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { dockerStacks } from './solution-stacks.ts';

/**
 * The configured platform, or the newest Docker on Amazon Linux 2023. Throws UserError 'usage' or 'aws' when Beanstalk
 * does not offer it. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ListAvailableSolutionStacks.html
 */
export async function chooseSolutionStack({ aws }: Pick<Deps, 'aws'>, platform?: string): Promise<string> {
  const { SolutionStacks = [] } = await (await aws.beanstalk()).listAvailableSolutionStacks({});
  if (platform !== undefined) {
    if (SolutionStacks.includes(platform)) return platform;
    throw new UserError('usage', `Platform not offered in ${aws.region}: "${platform}".`, {
      hint: 'Remove "platform" from kc-eb.yaml to use the newest Docker on Amazon Linux 2023.',
    });
  }
  const newest = dockerStacks(SolutionStacks).at(-1);
  if (newest !== undefined) return newest;
  throw new UserError(
    'aws',
    `Beanstalk offers no "64bit Amazon Linux 2023 … running Docker" in ${aws.region}.`,
    { hint: 'Set "platform" in kc-eb.yaml to a solution stack.' },
  );
}
