/** Operations on applications. */
import { z } from 'zod';
import { applicationArn, storageBucket } from '../store/names.ts';
import type { ApplicationRecord, Tags } from '../store/records.ts';
import {
  applicationName,
  type BeanstalkContext,
  invalid,
  operation,
  reject,
  requireReady,
} from './operation.ts';
import { templateKey, templateNames } from './read-templates.ts';
import { readTags, tagList } from './tags.ts';
import { boolean, list, type Output } from '../../http/query-protocol.ts';

function describe(context: BeanstalkContext, application: ApplicationRecord): Output {
  const { place, store } = context;
  const { name, description, createdAt, updatedAt } = application;
  return {
    ApplicationArn: applicationArn(place, name),
    ApplicationName: name,
    Description: description,
    DateCreated: new Date(createdAt),
    DateUpdated: new Date(updatedAt),
    Versions: store.state.versions
      .filter((version) => version.application === name)
      .map(({ label }) => label),
    ConfigurationTemplates: templateNames(context, name),
    ResourceLifecycleConfig: {
      VersionLifecycleConfig: {
        MaxCountRule: { Enabled: false, MaxCount: 200, DeleteSourceFromS3: false },
        MaxAgeRule: { Enabled: false, MaxAgeInDays: 180, DeleteSourceFromS3: false },
      },
    },
  };
}

/** The caller stores it. */
export function addApplication(
  context: BeanstalkContext,
  name: string,
  description?: string,
  tags: Tags = {},
): ApplicationRecord {
  const at = context.now().toISOString();
  const application: ApplicationRecord = {
    name,
    ...(description !== undefined && { description }),
    tags,
    createdAt: at,
    updatedAt: at,
  };
  context.store.state.applications.push(application);
  return application;
}

export const applicationOperations = {
  CreateApplication: operation(
    z.object({
      ApplicationName: applicationName,
      Description: z.string().max(200).optional(),
      Tags: tagList.optional(),
    }),
    (context, { ApplicationName: name, Description: description, Tags: rows }) => {
      const tags = readTags(rows);
      if (context.store.application(name) !== undefined) {
        invalid(`Application ${name} already exists.`);
      }
      const application = addApplication(context, name, description, tags);
      context.store.save();
      return { Application: describe(context, application) };
    },
  ),

  UpdateApplication: operation(
    z.object({ ApplicationName: applicationName, Description: z.string().max(200).optional() }),
    (context, { ApplicationName: name, Description: description }) => {
      const application = context.store.requireApplication(name);
      if (description !== undefined) application.description = description;
      application.updatedAt = context.now().toISOString();
      context.store.save();
      return { Application: describe(context, application) };
    },
  ),

  DescribeApplications: operation(
    z.object({ ApplicationNames: list(applicationName).optional() }),
    (context, { ApplicationNames: names = [] }) => ({
      Applications: context.store.state.applications
        .filter(({ name }) => names.length === 0 || names.includes(name))
        .map((application) => describe(context, application)),
    }),
  ),

  DeleteApplication: operation(
    z.object({ ApplicationName: applicationName, TerminateEnvByForce: boolean.optional() }),
    async (context, { ApplicationName: name, TerminateEnvByForce: force = false }, requestId) => {
      const { store, workflow, objects, place } = context;
      if (store.application(name) === undefined) return undefined;
      const environments = store.live().filter((environment) => environment.application === name);
      if (environments.length > 0 && !force) {
        reject(
          'OperationInProgressFailure',
          `Unable to delete application ${name} because it has ${environments.length} running environment(s).`,
        );
      }
      environments.forEach(requireReady);
      store.state.versions = store.state.versions.filter((version) => version.application !== name);
      store.state.applications = store.state.applications.filter((application) => application.name !== name);
      workflow.startAll(environments, { kind: 'terminate', requestId });
      for (const template of templateNames(context, name)) {
        store.setTemplateTags(name, template, undefined);
        await objects.remove(storageBucket(place), templateKey(name, template));
      }
      context.events.add({
        application: name,
        requestId,
        severity: 'INFO',
        message: 'The application has been deleted successfully.',
      });
      return undefined;
    },
  ),
};
