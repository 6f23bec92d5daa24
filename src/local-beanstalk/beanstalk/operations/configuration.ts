/** Operations on option settings: the current ones, all options, validation. */
import { z } from 'zod';
import { namedOptions } from '../settings/option-table.ts';
import type { OptionRule, Shape } from '../settings/options/rule.ts';
import { findPlatform, requirePlatform } from './find-platform.ts';
import { platformByStack } from './platform-table.ts';
import type { OperationRecord } from '../store/records.ts';
import { effectiveSettings, overlay } from '../settings/settings.ts';
import { findProblems } from '../settings/validate-settings.ts';
import { operation, requireOne } from './operation.ts';
import { optionKey, optionSetting, readSettings, toList } from './option-lists.ts';
import { describeTemplate, readBase, readTemplate, templateSpecification } from './read-templates.ts';
import { list, type Output } from '../../http/query-protocol.ts';

function describeOption(Namespace: string, Name: string, rule: OptionRule): Output {
  const { initial, severity, value, maxLength } = rule;
  return {
    Namespace,
    Name,
    DefaultValue: initial === '' ? undefined : initial,
    ChangeSeverity: severity,
    UserDefined: false,
    ValueType: value !== undefined && 'listOf' in value ? 'List' : 'Scalar',
    MaxLength: maxLength,
    ...(value !== undefined && describeShape(value)),
  };
}

function describeShape(shape: Shape): Output {
  if ('oneOf' in shape) return { ValueOptions: shape.oneOf };
  if ('integer' in shape) return { MinValue: shape.integer[0], MaxValue: shape.integer[1] };
  if ('regex' in shape) return { Regex: { Pattern: shape.regex.source, Label: shape.label } };
  if ('listOf' in shape && !(shape.listOf instanceof RegExp)) return { ValueOptions: shape.listOf };
  return {};
}

type Layers = Pick<OperationRecord['before'], 'settings' | 'bundleSettings' | 'solutionStack'>;

const withoutBundle = { settings: {}, bundleSettings: {} };

export const configurationOperations = {
  DescribeConfigurationSettings: operation(
    z.object({
      ApplicationName: z.string(),
      EnvironmentName: z.string().optional(),
      TemplateName: z.string().optional(),
    }),
    async (context, input) => {
      const { ApplicationName: application, EnvironmentName: name, TemplateName: template } = input;
      const { store, place } = context;
      requireOne({ EnvironmentName: name, TemplateName: template });
      if (template !== undefined) {
        store.requireApplication(application);
        const found = await readTemplate(context, application, template);
        const settings = overlay(effectiveSettings(withoutBundle), found.settings);
        return {
          ConfigurationSettings: [describeTemplate(context, application, template, { ...found, settings })],
        };
      }
      const environment = store.requireEnvironment({ ApplicationName: application, EnvironmentName: name });
      const describe = (layers: Layers, status: 'deployed' | 'pending'): Output => ({
        SolutionStackName: layers.solutionStack,
        PlatformArn: platformByStack(place.region, layers.solutionStack)?.arn,
        ApplicationName: application,
        EnvironmentName: environment.name,
        DeploymentStatus: status,
        DateCreated: new Date(environment.createdAt),
        DateUpdated: new Date(environment.updatedAt),
        Tier: { Name: 'WebServer', Type: 'Standard', Version: '1.0' },
        OptionSettings: toList(effectiveSettings(layers)),
      });
      const { operation: running } = environment;
      if (running === undefined) return { ConfigurationSettings: [describe(environment, 'deployed')] };
      if (running.kind === 'create') return { ConfigurationSettings: [describe(environment, 'pending')] };
      return {
        ConfigurationSettings: [describe(running.before, 'deployed'), describe(environment, 'pending')],
      };
    },
  ),

  DescribeConfigurationOptions: operation(
    z.object({
      ApplicationName: z.string().optional(),
      EnvironmentName: z.string().optional(),
      SolutionStackName: z.string().optional(),
      PlatformArn: z.string().optional(),
      Options: list(optionKey).optional(),
    }),
    ({ place, store }, { EnvironmentName: name, Options: wanted = [], ...input }) => {
      if (input.ApplicationName !== undefined) store.requireApplication(input.ApplicationName);
      const { ApplicationName, SolutionStackName, PlatformArn } = input;
      requireOne({ EnvironmentName: name, SolutionStackName, PlatformArn });
      const environment =
        name === undefined ? undefined : store.requireEnvironment({ ApplicationName, EnvironmentName: name });
      const stack = environment?.solutionStack ?? findPlatform(place.region, input)?.solutionStack;
      return {
        SolutionStackName: stack,
        PlatformArn: stack === undefined ? undefined : platformByStack(place.region, stack)?.arn,
        Options: Object.entries(namedOptions)
          .flatMap(([namespace, options]) =>
            Object.entries(options).map(([option, rule]) => describeOption(namespace, option, rule)),
          )
          .filter(
            ({ Namespace, Name }) =>
              wanted.length === 0 ||
              wanted.some((key) => key.Namespace === Namespace && key.OptionName === Name),
          ),
      };
    },
  ),

  ValidateConfigurationSettings: operation(
    z.object({
      ApplicationName: z.string(),
      EnvironmentName: z.string().optional(),
      TemplateName: z.string().optional(),
      TemplateSpecification: templateSpecification.optional(),
      // The EB CLI validates a template without more settings.
      OptionSettings: list(optionSetting).optional(),
    }),
    async (context, input) => {
      const { store } = context;
      const { ApplicationName: application, EnvironmentName: name, OptionSettings: rows = [] } = input;
      store.requireApplication(application);
      const { TemplateName, TemplateSpecification } = input;
      requireOne({ EnvironmentName: name, TemplateName });
      requireOne({ EnvironmentName: name, TemplateSpecification });
      const named = await readBase(context, application, { TemplateSpecification });
      const template = await readBase(context, application, { TemplateName });
      if (template !== undefined) requirePlatform(context.place.region, template.platform ?? named?.platform);
      const environment =
        name === undefined
          ? undefined
          : store.requireEnvironment({ ApplicationName: application, EnvironmentName: name });
      const base = environment?.settings ?? overlay(named?.settings ?? {}, template?.settings ?? {});
      const settings = overlay(base, readSettings(rows));
      return {
        Messages: findProblems(
          { settings, bundleSettings: environment?.bundleSettings ?? {} },
          environment,
        ).map(({ namespace, option, message }) => ({
          Message: message,
          Severity: 'error',
          Namespace: namespace,
          OptionName: option,
        })),
      };
    },
  ),
};
