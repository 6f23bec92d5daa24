import type { TargetGroup } from '../../base/ports.ts';
import type { Operation } from './operation.ts';

/** Health checks are no more frequent than this, whatever the pace. */
const leastIntervalMs = 200;

/**
 * Puts aws:elasticbeanstalk:environment:process:default into force. Only the interval between health checks is
 * the platform's own waiting; the application keeps all the time it is given to answer and to drain.
 */
export async function configureBalancer(op: Operation): Promise<void> {
  const { environment, deps } = op;
  environment.url = await op.outside(
    deps.balancer.configure(environment.name, atPace(op.plan.targetGroup, deps.pace)),
  );
  op.save();
}

function atPace(group: TargetGroup, pace: number): TargetGroup {
  return { ...group, intervalMs: Math.max(leastIntervalMs, group.intervalMs / pace) };
}
