/** Finds saved configurations: each is an object in Beanstalk's bucket, so that `eb config put` makes one as well. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../../../base/user-error.ts';
import { type BeanstalkContext, invalid, requireOne } from './operation.ts';
import { toList } from './option-lists.ts';
import { findPlatform, type PlatformName } from './find-platform.ts';
import { storageBucket } from '../store/names.ts';
import { parseTemplate, type Template } from './template-file.ts';
import type { Output } from '../../http/query-protocol.ts';

export function templateKey(application: string, name: string): string {
  return `resources/templates/${application}/${name}`;
}

export function templateNames({ objects, place }: BeanstalkContext, application: string): string[] {
  const prefix = templateKey(application, '');
  return objects.keys(storageBucket(place), prefix).map((key) => key.slice(prefix.length));
}

/** Throws AWS's error for an unknown one, and for a file that is not a saved configuration. */
export async function readTemplate(
  { objects, place }: BeanstalkContext,
  application: string,
  name: string,
): Promise<Template> {
  const path = await objects.locate(storageBucket(place), templateKey(application, name));
  if (path === undefined) invalid(`No Configuration Template named '${name}' found.`);
  return parsed(await readFile(path, 'utf8'), `Configuration Template '${name}'`);
}

function parsed(text: string, what: string): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    return invalid(`${what} is not a saved configuration: ${messageOf(error)}`);
  }
}

/** The sources of a new configuration that are not in the SDK; the EB CLI sends them. */
export const templateSpecification = z.strictObject({
  TemplateSource: z.strictObject({
    /** `eb clone` and `eb config save`. */
    EnvironmentName: z.string().optional(),
    /** The text of a saved configuration: `eb config < FILE`. */
    SourceContents: z.string().optional(),
    SolutionStackName: z.string().optional(),
    PlatformArn: z.string().optional(),
  }),
});

/** The configuration that a request names; undefined when it names none. */
export async function readBase(
  context: BeanstalkContext,
  application: string,
  input: {
    TemplateName?: string | undefined;
    TemplateSpecification?: z.output<typeof templateSpecification> | undefined;
  },
): Promise<Template | undefined> {
  const { TemplateName: name, TemplateSpecification } = input;
  requireOne({ TemplateName: name, TemplateSpecification });
  const source = TemplateSpecification?.TemplateSource;
  if (name !== undefined) return readTemplate(context, application, name);
  if (source === undefined) return undefined;
  requireOne(source);
  const { EnvironmentName: environmentName, SourceContents: text, ...platform } = source;
  if (text !== undefined) return parsed(text, 'TemplateSource');
  if (environmentName === undefined) return { settings: {}, ...withPlatform(platform) };
  const { settings, solutionStack } = context.store.requireEnvironment({ EnvironmentName: environmentName });
  return { settings, platform: { SolutionStackName: solutionStack } };
}

export function describeTemplate(
  context: BeanstalkContext,
  application: string,
  name: string,
  template: Template,
): Output {
  const platform = findPlatform(context.place.region, template.platform);
  return {
    SolutionStackName: platform?.solutionStack,
    PlatformArn: platform?.arn,
    ApplicationName: application,
    TemplateName: name,
    Description: template.description,
    DateCreated: template.createdAt === undefined ? undefined : new Date(template.createdAt),
    DateUpdated: template.updatedAt === undefined ? undefined : new Date(template.updatedAt),
    OptionSettings: toList(template.settings),
  };
}

/** The platform in the form of a template; none for no name. */
export function withPlatform(named: PlatformName): Pick<Template, 'platform'> {
  if (named.PlatformArn !== undefined) return { platform: { PlatformArn: named.PlatformArn } };
  if (named.SolutionStackName === undefined) return {};
  return { platform: { SolutionStackName: named.SolutionStackName } };
}
