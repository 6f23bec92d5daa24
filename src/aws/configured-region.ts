import { loadSharedConfigFiles } from '@smithy/core/config';

/** Returns the region that the AWS CLI would use, in its order; undefined when none is set. */
export async function configuredRegion(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const named = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  if (named) return named;
  try {
    const { configFile } = await loadSharedConfigFiles({ ignoreCache: true });
    return configFile[environment.AWS_PROFILE || 'default']?.region;
  } catch {
    // A file that cannot be read has no region.
    return undefined;
  }
}
