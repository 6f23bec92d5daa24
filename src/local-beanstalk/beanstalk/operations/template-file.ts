/**
 * The file of a saved configuration, as Beanstalk stores it in S3.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-configuration-savedconfig.html
 */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../../base/user-error.ts';
import { toSettings } from '../settings/settings.ts';
import type { Settings, Tags } from '../store/records.ts';

export interface Template {
  description?: string;
  /** undefined: the caller must name a platform. */
  platform?: { PlatformArn: string } | { SolutionStackName: string };
  settings: Settings;
  /** Tags of new environments. */
  tags?: Tags;
  /** ISO 8601. */
  createdAt?: string;
  updatedAt?: string;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** Milliseconds since 1970, in quotes. */
const time = z
  .union([z.string(), z.number()])
  .transform(Number)
  .refine((ms) => Number.isFinite(ms) && Math.abs(ms) <= 8.64e15, 'must be milliseconds since 1970')
  .transform((ms) => new Date(ms).toISOString())
  .optional();

const file = z.looseObject({
  EnvironmentConfigurationMetadata: z
    .looseObject({ Description: z.string().nullish(), DateCreated: time, DateModified: time })
    .nullish(),
  Platform: z.looseObject({ PlatformArn: z.string() }).nullish(),
  SolutionStack: z.string().nullish(),
  OptionSettings: z.record(z.string(), z.record(z.string(), scalar.nullable()).nullable()).nullish(),
  EnvironmentTier: z.looseObject({ Name: z.literal('WebServer') }).nullish(),
  Tags: z.record(z.string(), scalar).nullish(),
});

/** Throws an Error with the reason for text that is not a saved configuration. */
export function parseTemplate(text: string): Template {
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new Error(`not YAML: ${messageOf(error)}`, { cause: error });
  }
  const result = file.safeParse(content ?? {});
  if (!result.success) throw new Error(z.prettifyError(result.error).replaceAll('\n', ' '));
  const { EnvironmentConfigurationMetadata: about, Platform, SolutionStack, Tags: tags } = result.data;
  const rows = Object.entries(result.data.OptionSettings ?? {}).flatMap(([namespace, options]) =>
    Object.entries(options ?? {}).map(([option, value]) => ({ namespace, option, value: value ?? '' })),
  );
  return {
    ...(about?.Description != null && { description: about.Description }),
    ...(SolutionStack != null && { platform: { SolutionStackName: SolutionStack } }),
    ...(Platform != null && { platform: { PlatformArn: Platform.PlatformArn } }),
    settings: toSettings(rows),
    ...(tags != null && { tags }),
    ...(about?.DateCreated !== undefined && { createdAt: about.DateCreated }),
    ...(about?.DateModified !== undefined && { updatedAt: about.DateModified }),
  };
}

export function formatTemplate({ description, platform, settings, tags, ...dates }: Template): string {
  const ms = (at: string | undefined) => (at === undefined ? undefined : String(Date.parse(at)));
  const used = Object.entries(settings).filter(([, options]) => Object.keys(options).length > 0);
  return stringify({
    EnvironmentConfigurationMetadata: {
      Description: description,
      DateCreated: ms(dates.createdAt),
      DateModified: ms(dates.updatedAt),
    },
    ...(platform !== undefined && 'PlatformArn' in platform && { Platform: platform }),
    ...(platform !== undefined &&
      'SolutionStackName' in platform && { SolutionStack: platform.SolutionStackName }),
    OptionSettings: Object.fromEntries(used),
    EnvironmentTier: { Type: 'Standard', Name: 'WebServer' },
    AWSConfigurationTemplateVersion: '1.1.0.0',
    ...(tags !== undefined && Object.keys(tags).length > 0 && { Tags: tags }),
  });
}
