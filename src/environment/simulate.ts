/** Permissions of a principal, by IAM's simulation. */
import type { EvaluationResult } from '@aws-sdk/client-iam';
import type { Denied, Permission } from './permission.ts';
import { allPages } from '../base/pages.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';

/**
 * Returns the ARN of the user or role of a caller's ARN: that of a session lacks the path of the role.
 * Throws UserError 'credentials' for other principals.
 */
export async function principalOf(deps: Pick<Deps, 'aws'>, callerArn: string): Promise<string> {
  const [, , service, , , resource = ''] = callerArn.split(':');
  if (service === 'iam' && resource.startsWith('user/')) return callerArn;
  const role = /^assumed-role\/([^/]+)\//.exec(resource)?.[1];
  if (role === undefined) throw new UserError('credentials', `${callerArn} cannot be simulated`);
  const { Role } = await (await deps.aws.iam()).getRole({ RoleName: role });
  return Role?.Arn ?? callerArn;
}

/**
 * Returns the actions that the principal's policies do not allow. Policies of the organization can still deny others, and
 * so can conditions on keys of a request, which a simulation lacks.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function simulate(
  deps: Pick<Deps, 'aws'>,
  principal: string,
  permissions: readonly Permission[],
): Promise<Denied[]> {
  const iam = await deps.aws.iam();
  const answers = permissions.map(async ({ actions, resource }) => {
    const results = await allPages(
      async (Marker) => {
        const {
          IsTruncated,
          Marker: next,
          ...page
        } = await iam.simulatePrincipalPolicy({
          ...{ PolicySourceArn: principal, ActionNames: [...actions], ResourceArns: [resource], Marker },
        });
        return { ...page, NextToken: IsTruncated === true ? next : undefined };
      },
      ({ EvaluationResults }) => EvaluationResults,
    );
    return results
      .filter((result) => result.EvalDecision !== 'allowed' && !isUndecided(result))
      .map(({ EvalActionName = '' }) => ({ action: EvalActionName, resource }));
  });
  return (await Promise.all(answers)).flat();
}

/** Whether the decision depends on keys that the simulation lacks; they are with the resources where a call has some. */
function isUndecided({ MissingContextValues = [], ResourceSpecificResults = [] }: EvaluationResult): boolean {
  const keys = ResourceSpecificResults.flatMap((one) => one.MissingContextValues ?? []);
  return MissingContextValues.length + keys.length > 0;
}
