import type { TargetGroup } from '../../base/ports.ts';
import type { Operation } from './operation.ts';

/** The shortest interval between health checks at any pace. */
const minIntervalMs = 200;

/**
 * Applies aws:elasticbeanstalk:environment:process:default. Only the interval between health checks is the platform's
 * time; the pace does not shorten the application's time to answer and to drain.
 */
export async function configureBalancer(op: Operation): Promise<void> {
  const { environment, deps } = op;
  environment.url = await op.untilClosing(
    deps.balancer.configure(environment.name, atPace(op.plan.targetGroup, deps.pace)),
  );
  op.save();
}

function atPace(group: TargetGroup, pace: number): TargetGroup {
  return { ...group, intervalMs: Math.max(minIntervalMs, group.intervalMs / pace) };
}
