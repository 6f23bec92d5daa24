/** Operations that change environments: they check the request, then start the work in the background. */
import { z } from 'zod';
import { newEnvironmentId } from '../store/names.ts';
import { findPlatform, requirePlatform } from './find-platform.ts';
import type { EnvironmentRecord } from '../store/records.ts';
import { overlay, without } from '../settings/settings.ts';
import { checkSettings, optionKey, optionSetting, readSettings, toKeys } from './option-lists.ts';
import { snapshot } from '../workflow/snapshot.ts';
import { describeEnvironment } from './describe-environments.ts';
import { checkCombination } from './check-combination.ts';
import {
  type BeanstalkContext,
  environmentKey,
  invalid,
  operation,
  reject,
  requireReady,
} from './operation.ts';
import { readBase, templateSpecification } from './read-templates.ts';
import { environmentTags, readTags, tagList } from './tags.ts';
import { boolean, list } from '../../http/query-protocol.ts';

const content = {
  Description: z.string().max(200).optional(),
  VersionLabel: z.string().min(1).max(100).optional(),
  SolutionStackName: z.string().max(150).optional(),
  PlatformArn: z.string().optional(),
  OptionSettings: list(optionSetting).optional(),
  OptionsToRemove: list(optionKey).optional(),
  TemplateName: z.string().min(1).max(100).optional(),
  // The SDK lacks it; the EB CLI sends it.
  TemplateSpecification: templateSpecification.optional(),
};

const tier = z.object({
  Name: z.enum(['WebServer', 'Worker']),
  Type: z.enum(['Standard', 'SQS/HTTP']).optional(),
  Version: z.string().optional(),
});

/** A label of a DNS name. */
const cnamePrefix = z
  .string()
  .min(4)
  .max(63)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/,
    'Member must contain only letters, digits, and the dash character and may not start or end with a dash',
  );

function checkName({ store }: BeanstalkContext, name: string): void {
  const where = `Value ${name} at 'EnvironmentName' failed to satisfy constraint:`;
  if (name.length < 4 || name.length > 40) {
    invalid(`${where} Member must be from 4 to 40 characters in length.`);
  }
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])$/.test(name)) {
    invalid(
      `${where} Member must contain only letters, digits, and the dash character and may not start or end with a dash`,
    );
  }
  if (store.liveNamed(name) !== undefined) {
    invalid(`Environment ${name} already exists.`);
  }
}

/** Environments have one tier here. */
function checkTier({ Name, Type = 'Standard', Version = '1.0' }: z.output<typeof tier>): void {
  if (Name === 'Worker') invalid('Local Beanstalk does not support worker environments.');
  const refuse = (what: string) =>
    invalid(`Local Beanstalk does not support ${what} of a web server environment.`);
  if (Type !== 'Standard') refuse(`Tier.Type '${Type}'`);
  if (Version !== '1.0') refuse(`Tier.Version '${Version}'`);
}

function checkVersion({ store }: BeanstalkContext, application: string, label: string | undefined): void {
  if (label === undefined) return;
  if (store.requireVersion(application, label).status === 'Failed') {
    invalid(`Application Version ${label} has failed to process and cannot be deployed.`);
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
      Tier: tier.optional(),
      Tags: tagList.optional(),
    }),
    async (context, input, requestId) => {
      const { store, workflow, place } = context;
      const { EnvironmentName: name, ApplicationName: application, VersionLabel: versionLabel } = input;
      store.requireApplication(application);
      const base = await readBase(context, application, input);
      checkName(context, name);
      checkVersion(context, application, versionLabel);
      if (input.Tier !== undefined) checkTier(input.Tier);
      if (
        input.SolutionStackName !== undefined &&
        input.TemplateName !== undefined &&
        base?.platform !== undefined
      ) {
        reject('InvalidParameterCombination', 'Specify either SolutionStackName or TemplateName.');
      }
      const platform = findPlatform(place.region, input) ?? requirePlatform(place.region, base?.platform);
      const cnamePrefix = (input.CNAMEPrefix ?? name).toLowerCase();
      if (
        input.CNAMEPrefix !== undefined &&
        store.live().some((other) => other.cnamePrefix === cnamePrefix)
      ) {
        invalid(`DNS name (${cnamePrefix}) is not available.`);
      }
      const settings = overlay(
        without(base?.settings ?? {}, toKeys(input.OptionsToRemove)),
        readSettings(input.OptionSettings ?? []),
      );
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
        tags:
          input.Tags === undefined ? (base?.tags ?? {}) : readTags(input.Tags, environmentTags({ id, name })),
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
      const { place } = context;
      const environment = context.store.requireEnvironment(input);
      const base = await readBase(context, environment.application, input);
      requireReady(environment);
      checkCombination(context, input);
      checkVersion(context, environment.application, input.VersionLabel);
      const platform = findPlatform(place.region, input) ?? findPlatform(place.region, base?.platform);
      const settings = overlay(
        without(overlay(environment.settings, base?.settings ?? {}), toKeys(input.OptionsToRemove)),
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
      TerminateResources: boolean
        .refine((value) => value, 'Local Beanstalk keeps no resource of a terminated environment')
        .optional(),
      // Environments have no links, so none depends on another.
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
      invalid(
        `Environment named ${environment.name} is in an invalid state for this operation. Must be pending deployment.`,
      );
    }
    return undefined;
  }),
};
