/** Operations that change environments: they check the request, then start the work in the background. */
import { z } from 'zod';
import { newEnvironmentId } from '../store/names.ts';
import { platformByArn, platformByStack, type Platform } from './platform-table.ts';
import type { EnvironmentRecord } from '../store/records.ts';
import { overlay, without } from '../settings/settings.ts';
import { findProblems } from '../settings/validate-settings.ts';
import { optionKey, optionSetting, readSettings } from './configuration.ts';
import { snapshot } from '../workflow/workflow.ts';
import { describeEnvironment } from './describe-environments.ts';
import { type BeanstalkContext, environmentKey, operation, requireReady } from './operation.ts';
import { environmentTags, readTags, tagList } from './tags.ts';
import { boolean, list } from '../../http/query-protocol.ts';
import { ServiceError } from '../../http/service.ts';

const content = {
  Description: z.string().max(200).optional(),
  VersionLabel: z.string().min(1).max(100).optional(),
  SolutionStackName: z.string().max(150).optional(),
  PlatformArn: z.string().optional(),
  OptionSettings: list(optionSetting).optional(),
  OptionsToRemove: list(optionKey).optional(),
};

/** A label of a DNS name. */
const cnamePrefix = z
  .string()
  .min(4)
  .max(63)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/,
    'Member must contain only letters, digits, and the dash character and may not start or end with a dash',
  );

function reject(code: string, message: string): never {
  throw new ServiceError(code, message);
}

function checkName({ store }: BeanstalkContext, name: string): void {
  const where = `Value ${name} at 'EnvironmentName' failed to satisfy constraint:`;
  if (name.length < 4 || name.length > 40) {
    reject('InvalidParameterValue', `${where} Member must be from 4 to 40 characters in length.`);
  }
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])$/.test(name)) {
    reject(
      'InvalidParameterValue',
      `${where} Member must contain only letters, digits, and the dash character and may not start or end with a dash`,
    );
  }
  if (store.liveNamed(name) !== undefined) {
    reject('InvalidParameterValue', `Environment ${name} already exists.`);
  }
}

/** undefined when the request names no platform. */
function findPlatform(
  { place }: BeanstalkContext,
  stack: string | undefined,
  arn: string | undefined,
): Platform | undefined {
  if (stack !== undefined) {
    const found = platformByStack(place.region, stack);
    return found ?? reject('InvalidParameterValue', `No Solution Stack named '${stack}' found.`);
  }
  if (arn === undefined) return undefined;
  return (
    platformByArn(place.region, arn) ?? reject('InvalidParameterValue', `No Platform named '${arn}' found.`)
  );
}

function checkSettings(...layers: Parameters<typeof findProblems>): void {
  const problem = findProblems(...layers)[0];
  if (problem === undefined) return;
  reject('ConfigurationValidationException', `Configuration validation exception: ${problem.message}`);
}

function checkVersion({ store }: BeanstalkContext, application: string, label: string | undefined): void {
  if (label === undefined) return;
  if (store.requireVersion(application, label).status === 'Failed') {
    reject(
      'InvalidParameterValue',
      `Application Version ${label} has failed to process and cannot be deployed.`,
    );
  }
}

export const changeOperations = {
  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html */
  CreateEnvironment: operation(
    z.object({
      ...content,
      ApplicationName: z.string().min(1).max(100),
      EnvironmentName: z.string(),
      CNAMEPrefix: cnamePrefix.optional(),
      Tier: z.object({ Name: z.string() }).optional(),
      Tags: tagList.optional(),
      TemplateName: z.string().optional(),
      // Not in the SDK; `eb clone` sends it.
      TemplateSpecification: z
        .object({ TemplateSource: z.object({ EnvironmentName: z.string() }) })
        .optional(),
    }),
    async (context, input, requestId) => {
      const { store, workflow } = context;
      const { EnvironmentName: name, ApplicationName: application, VersionLabel: versionLabel } = input;
      store.requireApplication(application);
      checkName(context, name);
      checkVersion(context, application, versionLabel);
      if (input.Tier?.Name === 'Worker') {
        reject('InvalidParameterValue', 'Local Beanstalk does not support worker environments.');
      }
      if (input.TemplateName !== undefined) {
        reject('InvalidParameterValue', `No Configuration Template named '${input.TemplateName}' found.`);
      }
      const origin =
        input.TemplateSpecification && store.requireEnvironment(input.TemplateSpecification.TemplateSource);
      const platform = findPlatform(
        context,
        input.SolutionStackName ?? origin?.solutionStack,
        input.PlatformArn,
      );
      if (platform === undefined) {
        reject(
          'InvalidParameterCombination',
          'Unable to determine base for template pack (no solution stack)',
        );
      }
      const cnamePrefix = (input.CNAMEPrefix ?? name).toLowerCase();
      if (
        input.CNAMEPrefix !== undefined &&
        store.live().some((other) => other.cnamePrefix === cnamePrefix)
      ) {
        reject('InvalidParameterValue', `DNS name (${cnamePrefix}) is not available.`);
      }
      const settings = overlay(origin?.settings ?? {}, readSettings(input.OptionSettings ?? []));
      checkSettings({ settings, bundleSettings: {} });
      const at = context.now().toISOString();
      const id = newEnvironmentId();
      const environment: EnvironmentRecord = {
        ...{ id, name, application, cnamePrefix, settings },
        ...(input.Description !== undefined && { description: input.Description }),
        ...(versionLabel !== undefined && { versionLabel }),
        solutionStack: platform.solutionStack,
        status: 'Launching',
        bundleSettings: {},
        deploymentId: 0,
        expectedDeploymentId: 0,
        instances: [],
        tags: readTags(input.Tags, environmentTags({ id, name })),
        createdAt: at,
        updatedAt: at,
      };
      store.state.environments.push(environment);
      workflow.start(environment, { kind: 'create', requestId });
      return describeEnvironment(context, environment, false);
    },
  ),

  /** Version and settings change in one call. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateEnvironment.html */
  UpdateEnvironment: operation(
    z.object({ ...content, ...environmentKey, ApplicationName: z.string().optional() }),
    async (context, input, requestId) => {
      const environment = context.store.requireEnvironment(input);
      requireReady(environment);
      checkVersion(context, environment.application, input.VersionLabel);
      const platform = findPlatform(context, input.SolutionStackName, input.PlatformArn);
      const removed = (input.OptionsToRemove ?? []).map(({ Namespace, OptionName }) => ({
        namespace: Namespace,
        option: OptionName,
      }));
      const settings = overlay(
        without(environment.settings, removed),
        readSettings(input.OptionSettings ?? []),
      );
      checkSettings({ settings, bundleSettings: environment.bundleSettings }, environment);
      const before = snapshot(environment);
      environment.settings = settings;
      if (platform !== undefined) environment.solutionStack = platform.solutionStack;
      if (input.VersionLabel !== undefined) environment.versionLabel = input.VersionLabel;
      if (input.Description !== undefined) environment.description = input.Description;
      const deploysVersion = input.VersionLabel !== undefined;
      context.workflow.start(environment, { kind: 'update', requestId, before, deploysVersion });
      return describeEnvironment(context, environment, false);
    },
  ),

  TerminateEnvironment: operation(
    z.object({
      ...environmentKey,
      TerminateResources: boolean.optional(),
      ForceTerminate: boolean.optional(),
    }),
    async (context, input, requestId) => {
      const environment = context.store.requireEnvironment(input);
      requireReady(environment);
      context.workflow.start(environment, { kind: 'terminate', requestId });
      return describeEnvironment(context, environment, false);
    },
  ),

  RebuildEnvironment: operation(z.object(environmentKey), (context, input, requestId) => {
    const environment = context.store.requireEnvironment(input);
    requireReady(environment);
    context.workflow.start(environment, { kind: 'rebuild', requestId });
    return undefined;
  }),

  RestartAppServer: operation(z.object(environmentKey), (context, input, requestId) => {
    const environment = context.store.requireEnvironment(input);
    requireReady(environment);
    context.workflow.start(environment, { kind: 'restart', requestId });
    return undefined;
  }),

  AbortEnvironmentUpdate: operation(z.object(environmentKey), ({ store, workflow }, input) => {
    const environment = store.requireEnvironment(input);
    if (!workflow.abort(environment)) {
      reject(
        'InvalidParameterValue',
        `Environment named ${environment.name} is in an invalid state for this operation. Must be pending deployment.`,
      );
    }
    return undefined;
  }),
};
