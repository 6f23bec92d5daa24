/** The batches of a rolling deployment. */
import type { Plan } from '../settings/settings.ts';

/**
 * A percentage refers to the running instances; a batch has at least one.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.rolling-version-deploy.html
 */
export function batchSize({ type, size }: Plan['batch'], instances: number): number {
  const wanted = type === 'Fixed' ? size : Math.floor((instances * size) / 100);
  return Math.max(1, Math.min(wanted, instances));
}

export function batches<T>(instances: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(instances.length / size) }, (_, index) =>
    instances.slice(index * size, (index + 1) * size),
  );
}
