import { unlessAwsError } from '../base/aws-error.ts';
import type { DeployPlan } from './plan.ts';
import type { Deps } from '../ports.ts';
import type { StepResult } from './pipeline.ts';

/**
 * Creates the groups that the containers' awslogs driver writes to. They must exist first: instances may not create
 * groups (AWSElasticBeanstalkWebTier), and a container without its group loses lines and may hang when it stops.
 */
export async function createLogGroups(deps: Deps, plan: DeployPlan): Promise<StepResult> {
  const due = plan.logGroups.filter((group) => group.action !== 'none');
  if (due.length === 0) return { outcome: 'already' };
  const logs = await deps.aws.logs();
  await Promise.all(
    due.map(async ({ action, name, retentionDays }) => {
      if (action === 'create') {
        await unlessAwsError(['ResourceAlreadyExistsException'], () =>
          logs.createLogGroup({ logGroupName: name }),
        );
      }
      await logs.putRetentionPolicy({ logGroupName: name, retentionInDays: retentionDays });
    }),
  );
  return { outcome: 'done', detail: due.map((group) => group.name).join(', ') };
}
