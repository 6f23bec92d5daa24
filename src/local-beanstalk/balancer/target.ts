/** A target of a target group, with the results of its health checks. */
import type { Instance, TargetGroup, TargetState } from '../base/ports.ts';

export class Target {
  readonly instance: Instance;
  state: TargetState = 'initial';
  /** Open requests. */
  open = 0;
  #successes = 0;
  #failures = 0;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /**
   * Counts one health check. A new target needs one success; later ones count in a row.
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
   */
  count(healthy: boolean, group: Pick<TargetGroup, 'healthyThreshold' | 'unhealthyThreshold'>): void {
    this.#successes = healthy ? this.#successes + 1 : 0;
    this.#failures = healthy ? 0 : this.#failures + 1;
    if (this.state === 'draining') return;
    const needed = this.state === 'initial' ? 1 : group.healthyThreshold;
    if (this.#successes >= needed) this.state = 'healthy';
    else if (this.#failures >= group.unhealthyThreshold) this.state = 'unhealthy';
  }
}

/** Targets for requests: the healthy ones; without any, the unhealthy ones (fail open). */
export function eligible(targets: readonly Target[]): readonly Target[] {
  const healthy = targets.filter(({ state }) => state === 'healthy');
  return healthy.length > 0 ? healthy : targets.filter(({ state }) => state === 'unhealthy');
}

/** True when a matcher such as "200", "200,202" or "200-299" includes the status. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && status >= from && status <= to;
  });
}
