/** The platform that a request or a saved configuration names. */
import { invalid, requireOne } from './operation.ts';
import { type Platform, platformByArn, platformByStack } from './platform-table.ts';

export interface PlatformName {
  SolutionStackName?: string | undefined;
  PlatformArn?: string | undefined;
}

/** undefined for no name. Throws AWS's error for an unknown one, and for two. */
export function findPlatform(
  region: string,
  { SolutionStackName: stack, PlatformArn: arn }: PlatformName = {},
): Platform | undefined {
  requireOne({ SolutionStackName: stack, PlatformArn: arn });
  if (stack !== undefined) {
    return platformByStack(region, stack) ?? invalid(`No Solution Stack named '${stack}' found.`);
  }
  if (arn === undefined) return undefined;
  return platformByArn(region, arn) ?? invalid(`No Platform named '${arn}' found.`);
}

/** Throws AWS's error for no name too. The EB CLI expects it, before it sends the platform as well. */
export function requirePlatform(region: string, name: PlatformName | undefined): Platform {
  return (
    findPlatform(region, name) ?? invalid('Unable to determine base for template pack (no solution stack)')
  );
}
