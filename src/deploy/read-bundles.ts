import { bundleKey } from './plan.ts';
import type { Deps } from '../ports.ts';
import { isThere, storageBucket } from '../aws/bucket.ts';

/**
 * Those of the labels whose source bundle is in Beanstalk's bucket. Beanstalk calls a version Processed also when its
 * bundle has been deleted since, and fails on the instance then.
 */
export async function readBundles(
  deps: Pick<Deps, 'aws'>,
  application: string,
  labels: readonly string[],
): Promise<Set<string>> {
  if (labels.length === 0) return new Set();
  const Bucket = await storageBucket(deps);
  const found = await Promise.all(
    labels.map((label) => isThere(deps, { Bucket, Key: bundleKey(application, label) })),
  );
  return new Set(labels.filter((_label, index) => found[index]));
}
