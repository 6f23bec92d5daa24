/** Operations on saved configurations ("configuration templates"). */
import { z } from 'zod';
import { findPlatform, requirePlatform } from './find-platform.ts';
import { checkSettings, optionKey, optionSetting, readSettings, toKeys } from './option-lists.ts';
import { type BeanstalkContext, invalid, operation, reject, requireOne } from './operation.ts';
import {
  describeTemplate,
  readBase,
  readTemplate,
  templateKey,
  templateNames,
  templateSpecification,
  withPlatform,
} from './read-templates.ts';
import { overlay, without } from '../settings/settings.ts';
import { storageBucket } from '../store/names.ts';
import { formatTemplate, type Template } from './template-file.ts';
import { readTags, tagList } from './tags.ts';
import { list } from '../../http/query-protocol.ts';

/** The quota of a region. */
const maxTemplates = 2_000;

const key = {
  ApplicationName: z.string().min(1).max(100),
  TemplateName: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^/]+$/, 'Member must not contain a slash'),
};
const description = z.string().max(200).optional();

async function write(
  { objects, place }: BeanstalkContext,
  application: string,
  name: string,
  template: Template,
): Promise<void> {
  const bucket = storageBucket(place);
  await objects.ensureBucket(bucket);
  await objects.write(bucket, templateKey(application, name), formatTemplate(template));
}

export const templateOperations = {
  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateConfigurationTemplate.html */
  CreateConfigurationTemplate: operation(
    z.object({
      ...key,
      Description: description,
      SolutionStackName: z.string().max(150).optional(),
      PlatformArn: z.string().optional(),
      SourceConfiguration: z
        .object({ ApplicationName: z.string().optional(), TemplateName: z.string().optional() })
        .optional(),
      EnvironmentId: z.string().optional(),
      TemplateSpecification: templateSpecification.optional(),
      OptionSettings: list(optionSetting).optional(),
      Tags: tagList.optional(),
    }),
    async (context, input) => {
      const { ApplicationName: application, TemplateName: name } = input;
      const { store } = context;
      store.requireApplication(application);
      const tags = readTags(input.Tags);
      const { platform, settings } = await readSource(context, input);
      requirePlatform(context.place.region, platform);
      const all = store.state.applications.flatMap((one) => templateNames(context, one.name));
      if (templateNames(context, application).includes(name)) {
        invalid(`Configuration Template ${name} already exists.`);
      }
      if (all.length >= maxTemplates) {
        reject('TooManyConfigurationTemplatesException', `The limit is ${maxTemplates} templates.`);
      }
      const at = context.now().toISOString();
      const template: Template = {
        ...(input.Description !== undefined && { description: input.Description }),
        ...(platform !== undefined && { platform }),
        settings: overlay(settings, readSettings(input.OptionSettings ?? [])),
        createdAt: at,
        updatedAt: at,
      };
      checkSettings({ settings: template.settings, bundleSettings: {} });
      store.setTemplateTags(application, name, tags);
      await write(context, application, name, template);
      return describeTemplate(context, application, name, template);
    },
  ),

  UpdateConfigurationTemplate: operation(
    z.object({
      ...key,
      Description: description,
      OptionSettings: list(optionSetting).optional(),
      OptionsToRemove: list(optionKey).optional(),
    }),
    async (context, { ApplicationName: application, TemplateName: name, ...input }) => {
      context.store.requireApplication(application);
      const before = await readTemplate(context, application, name);
      const template: Template = {
        ...before,
        ...(input.Description !== undefined && { description: input.Description }),
        settings: overlay(
          without(before.settings, toKeys(input.OptionsToRemove)),
          readSettings(input.OptionSettings ?? []),
        ),
        updatedAt: context.now().toISOString(),
      };
      checkSettings({ settings: template.settings, bundleSettings: {} });
      await write(context, application, name, template);
      return describeTemplate(context, application, name, template);
    },
  ),

  /** Environments have a copy, so the deletion changes none. */
  DeleteConfigurationTemplate: operation(
    z.object(key),
    async (context, { ApplicationName: application, TemplateName: name }) => {
      const { store, objects, place } = context;
      store.requireApplication(application);
      if (!templateNames(context, application).includes(name)) {
        invalid(`No Configuration Template named '${name}' found.`);
      }
      await objects.remove(storageBucket(place), templateKey(application, name));
      store.setTemplateTags(application, name, undefined);
      return undefined;
    },
  ),
};

interface Source {
  ApplicationName: string;
  SolutionStackName?: string | undefined;
  PlatformArn?: string | undefined;
  SourceConfiguration?:
    { ApplicationName?: string | undefined; TemplateName?: string | undefined } | undefined;
  EnvironmentId?: string | undefined;
  TemplateSpecification?: z.output<typeof templateSpecification> | undefined;
}

/** The settings and the platform that a new template starts from. */
async function readSource(context: BeanstalkContext, input: Source): Promise<Template> {
  const { SourceConfiguration: from, EnvironmentId: id, TemplateSpecification } = input;
  findPlatform(context.place.region, input);
  requireOne({ SourceConfiguration: from, EnvironmentId: id, TemplateSpecification });
  const { platform: named } = withPlatform(input);
  const source = await readOrigin(context, input, from, id);
  if (source === undefined) return { settings: {}, ...(named !== undefined && { platform: named }) };
  if (from !== undefined && named !== undefined && source.platform !== undefined) {
    const [wanted, own] = [named, source.platform].map((one) => requirePlatform(context.place.region, one));
    if (wanted?.arn !== own?.arn) {
      invalid(`The solution stack of the source configuration is '${own?.solutionStack ?? ''}'.`);
    }
  }
  const platform = named ?? source.platform;
  return { settings: source.settings, ...(platform !== undefined && { platform }) };
}

async function readOrigin(
  context: BeanstalkContext,
  input: Source,
  from: Source['SourceConfiguration'],
  id: string | undefined,
): Promise<Template | undefined> {
  if (from !== undefined) {
    if (from.TemplateName === undefined) {
      invalid('SourceConfiguration must have a TemplateName.');
    }
    const application = from.ApplicationName ?? input.ApplicationName;
    context.store.requireApplication(application);
    return readTemplate(context, application, from.TemplateName);
  }
  if (id === undefined) {
    const { TemplateSpecification } = input;
    return readBase(context, input.ApplicationName, { TemplateSpecification });
  }
  const { ApplicationName } = input;
  const { name, application } = context.store.requireEnvironment({ EnvironmentId: id, ApplicationName });
  return readBase(context, application, {
    TemplateSpecification: { TemplateSource: { EnvironmentName: name } },
  });
}
