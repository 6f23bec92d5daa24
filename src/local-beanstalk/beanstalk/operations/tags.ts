/**
 * Tags of applications, versions, environments and saved configurations.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/applications-tagging-resources.html
 */
import { z } from 'zod';
import { setKey } from '../../base/dictionary.ts';
import { applicationArn, environmentArn, templateArn, versionArn } from '../store/names.ts';
import type { EnvironmentRecord, Tags } from '../store/records.ts';
import { templateNames } from './read-templates.ts';
import { type BeanstalkContext, invalid, operation, reject } from './operation.ts';
import { list, type Output } from '../../http/query-protocol.ts';

export const tagList = list(z.object({ Key: z.string().min(1).max(128), Value: z.string().min(1).max(256) }));

/** The limit of each resource; an environment has three tags of AWS among them. */
const maxTags = 50;
const maxKeyLength = 127;
const maxValueLength = 255;
const reservedPrefix = /^(aws|elasticbeanstalk):/i;
const characters = /^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u;

/** Checks tags of a request, and returns them by key. `own`: tags that Beanstalk adds itself. */
export function readTags(rows: z.output<typeof tagList> = [], own: Tags = {}): Tags {
  const tags: Tags = {};
  for (const { Key: key, Value: value } of rows) {
    if (key.length > maxKeyLength) invalid(`Tag key must have ${maxKeyLength} characters or fewer: ${key}`);
    if (value.length > maxValueLength) {
      invalid(`Tag value must have ${maxValueLength} characters or fewer: ${value}`);
    }
    if (!characters.test(key) || !characters.test(value)) {
      invalid(`Tag ${key} may contain only letters, digits, white space and _ . : / = + - @`);
    }
    if (reservedPrefix.test(key) || Object.hasOwn(own, key)) invalid(`Tag key ${key} is reserved.`);
    if (Object.hasOwn(tags, key)) invalid(`Tag key ${key} must not be repeated.`);
    setKey(tags, key, value);
  }
  requireRoom(tags, own);
  return tags;
}

function requireRoom(tags: Tags, own: Tags): void {
  const room = maxTags - Object.keys(own).length;
  if (Object.keys(tags).length <= room) return;
  reject(
    'TooManyTagsException',
    `The number of tags must not exceed ${room}; it would be ${Object.keys(tags).length}.`,
  );
}

/** The tags that Beanstalk adds to each environment; nobody can change them. */
export function environmentTags({ id, name }: Pick<EnvironmentRecord, 'id' | 'name'>): Tags {
  return {
    Name: name,
    'elasticbeanstalk:environment-id': id,
    'elasticbeanstalk:environment-name': name,
  };
}

interface Tagged {
  record: { tags?: Tags };
  own: Tags;
  environment?: EnvironmentRecord;
}

function find(context: BeanstalkContext, arn: string): Tagged {
  const { store, place } = context;
  const { applications, versions } = store.state;
  const templates = applications.flatMap(({ name: application }) =>
    templateNames(context, application).map((name) => store.template(application, name)),
  );
  const environment = store
    .live()
    .find(({ application, name }) => environmentArn(place, application, name) === arn);
  if (environment !== undefined) {
    return { record: environment, own: environmentTags(environment), environment };
  }
  const record =
    applications.find(({ name }) => applicationArn(place, name) === arn) ??
    versions.find(({ application, label }) => versionArn(place, application, label) === arn) ??
    templates.find(({ application, name }) => templateArn(place, application, name) === arn);
  if (record !== undefined) return { record, own: {} };
  if (/^arn:[\w-]+:elasticbeanstalk:[\w-]*::platform\//.test(arn)) {
    reject('ResourceTypeNotSupportedException', `Platforms of AWS have no tags: '${arn}'.`);
  }
  reject('ResourceNotFoundException', `Resource not found for arn '${arn}'.`);
}

const resource = { ResourceArn: z.string() };

export const tagOperations = {
  ListTagsForResource: operation(z.object(resource), (context, { ResourceArn: arn }): Output => {
    const { record, own } = find(context, arn);
    return {
      ResourceArn: arn,
      ResourceTags: Object.entries({ ...own, ...record.tags }).map(([Key, Value]) => ({ Key, Value })),
    };
  }),

  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_UpdateTagsForResource.html */
  UpdateTagsForResource: operation(
    z.object({
      ...resource,
      TagsToAdd: tagList.optional(),
      TagsToRemove: list(z.string().min(1).max(128)).optional(),
    }),
    (context, { ResourceArn: arn, TagsToAdd: rows = [], TagsToRemove: removed = [] }, requestId) => {
      const { record, own, environment } = find(context, arn);
      if (rows.length + removed.length === 0) invalid('Specify TagsToAdd or TagsToRemove.');
      const added = readTags(rows, own);
      for (const key of removed) {
        if (reservedPrefix.test(key) || Object.hasOwn(own, key)) invalid(`Tag key ${key} is reserved.`);
        if (Object.hasOwn(added, key)) invalid(`Tag key ${key} must not be added and removed.`);
      }
      const kept = Object.entries(record.tags ?? {}).filter(([key]) => !removed.includes(key));
      const tags = { ...Object.fromEntries(kept), ...added };
      requireRoom(tags, own);
      if (environment !== undefined && environment.status !== 'Ready') {
        reject(
          'OperationInProgressFailure',
          `Environment named ${environment.name} is in an invalid state for this operation. Must be Ready.`,
        );
      }
      record.tags = tags;
      if (environment === undefined) context.store.save();
      else context.workflow.start(environment, { kind: 'tags', requestId });
      return undefined;
    },
  ),
};
