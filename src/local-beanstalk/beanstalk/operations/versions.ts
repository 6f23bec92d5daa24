/** Operations on application versions and their source bundles. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../../../base/user-error.ts';
import { readBundleSettings } from '../settings/bundle-settings.ts';
import { storageBucket, versionArn } from '../store/names.ts';
import type { VersionRecord } from '../store/records.ts';
import { readBundle } from '../../instances/bundle.ts';
import { parseExtensions } from '../../instances/ebextensions.ts';
import { addApplication } from './applications.ts';
import {
  applicationName,
  type BeanstalkContext,
  invalid,
  operation,
  page,
  reject,
  versionLabel,
} from './operation.ts';
import { readTags, tagList } from './tags.ts';
import { boolean, integer, list, type Output } from '../../http/query-protocol.ts';

const names = {
  ApplicationName: applicationName,
  VersionLabel: versionLabel,
};

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-sourcebundle.html */
const maxBundleBytes = 512 * 1024 * 1024;

function describe({ place }: BeanstalkContext, version: VersionRecord): Output {
  return {
    ApplicationVersionArn: versionArn(place, version.application, version.label),
    ApplicationName: version.application,
    Description: version.description,
    VersionLabel: version.label,
    SourceBundle: { S3Bucket: version.bucket, S3Key: version.key },
    DateCreated: new Date(version.createdAt),
    DateUpdated: new Date(version.updatedAt),
    // AWS answers in capitals, unlike its model (aws/aws-sdk#237).
    Status: version.status.toUpperCase(),
  };
}

async function locate({ objects }: BeanstalkContext, bucket: string, key: string): Promise<string> {
  const path = await objects.locate(bucket, key);
  if (path === undefined) {
    reject(
      'InvalidParameterCombination',
      `Unable to download from S3 location (Bucket: ${bucket}  Key: ${key}). Reason: Not Found`,
    );
  }
  const { size } = await stat(path);
  if (size > maxBundleBytes) {
    invalid(`The source bundle is ${size} bytes; it must not exceed 512 MB.`);
  }
  return path;
}

/** Processes a version: checks its .ebextensions, not its hooks or the services of docker-compose.yml. */
async function processVersion(context: BeanstalkContext, version: VersionRecord): Promise<void> {
  const { application, label, bucket, key } = version;
  const end = (status: VersionRecord['status'], severity: 'INFO' | 'ERROR', message: string): void => {
    version.status = status;
    version.updatedAt = context.now().toISOString();
    context.store.keep();
    context.events.add({ application, versionLabel: label, severity, message });
  };
  try {
    const bundle = await readBundle(await locate(context, bucket, key));
    readBundleSettings(bundle);
    parseExtensions(bundle.extensions);
    end('Processed', 'INFO', `Finished processing application version ${label}. Status: PROCESSED.`);
  } catch (error) {
    end('Failed', 'ERROR', `Failed to process application version ${label}: ${messageOf(error)}`);
  }
}

/** Ends the processing that a server stop interrupted. A version may be what ended the server: it is not read again. */
export function failInterrupted({ store, events, now }: BeanstalkContext): void {
  for (const version of store.state.versions) {
    if (version.status !== 'Processing') continue;
    const { application, label } = version;
    version.status = 'Failed';
    version.updatedAt = now().toISOString();
    store.save();
    const message = `Failed to process application version ${label}: Local Beanstalk stopped during it. Delete the version and create it again.`;
    events.add({ application, versionLabel: label, severity: 'ERROR', message });
  }
}

export const versionOperations = {
  CreateStorageLocation: operation(z.object({}), async ({ place, objects }) => {
    const bucket = storageBucket(place);
    await objects.ensureBucket(bucket);
    return { S3Bucket: bucket };
  }),

  CreateApplicationVersion: operation(
    z.object({
      ...names,
      Description: z.string().max(200).optional(),
      SourceBundle: z.object({ S3Bucket: z.string().min(1), S3Key: z.string().min(1) }),
      AutoCreateApplication: boolean.optional(),
      Tags: tagList.optional(),
      Process: boolean.optional(),
    }),
    async (context, input) => {
      const { store } = context;
      const { ApplicationName: application, VersionLabel: label, Description: description } = input;
      const { S3Bucket: bucket, S3Key: key } = input.SourceBundle;
      if (input.AutoCreateApplication !== true) store.requireApplication(application);
      await locate(context, bucket, key);
      if (store.version(application, label) !== undefined) {
        invalid(`Application Version ${label} already exists.`);
      }
      if (store.application(application) === undefined) addApplication(context, application);
      const at = context.now().toISOString();
      const version: VersionRecord = {
        ...{ application, label, bucket, key },
        ...(description !== undefined && { description }),
        status: input.Process === true ? 'Processing' : 'Unprocessed',
        tags: readTags(input.Tags),
        createdAt: at,
        updatedAt: at,
      };
      store.state.versions.push(version);
      store.save();
      // The answer has the status Processing; the work continues after it.
      if (input.Process === true) void processVersion(context, version);
      return { ApplicationVersion: describe(context, version) };
    },
  ),

  DescribeApplicationVersions: operation(
    z.object({
      ApplicationName: names.ApplicationName.optional(),
      VersionLabels: list(names.VersionLabel).optional(),
      MaxRecords: integer(1, 1000).optional(),
      NextToken: z.string().optional(),
    }),
    (context, { ApplicationName: application, VersionLabels: labels = [], ...paging }) => {
      const found = context.store.state.versions
        .filter((version) => application === undefined || version.application === application)
        .filter((version) => labels.length === 0 || labels.includes(version.label))
        .reverse();
      const { items, NextToken } = page(found, paging);
      return { ApplicationVersions: items.map((version) => describe(context, version)), NextToken };
    },
  ),

  DeleteApplicationVersion: operation(
    z.object({ ...names, DeleteSourceBundle: boolean.optional() }),
    async ({ store, objects }, { ApplicationName: application, VersionLabel: label, ...input }) => {
      const version = store.requireVersion(application, label);
      const user = store
        .live()
        .find((environment) => environment.application === application && environment.versionLabel === label);
      if (user !== undefined) {
        reject(
          'OperationInProgressFailure',
          `Unable to delete application version ${label} because it is in use by the following environments: ${user.name}.`,
        );
      }
      store.state.versions = store.state.versions.filter((candidate) => candidate !== version);
      store.save();
      if (input.DeleteSourceBundle === true) await objects.remove(version.bucket, version.key);
      return undefined;
    },
  ),
};
