/**
 * IAM: the roles and instance profiles that the EB CLI creates. They are stored and shown; no policy is evaluated.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
 */
import { z } from 'zod';
import { lookUp } from '../base/dictionary.ts';
import { pageOf } from './iam-pages.ts';
import {
  integer,
  list,
  type Output,
  parseInput,
  type QueryOperation,
  queryService,
} from '../http/query-protocol.ts';
import { type Service, ServiceError } from '../http/service.ts';
import {
  type IamRecords,
  newEntityId,
  notFound,
  type ProfileRecord,
  type RoleRecord,
} from './iam-records.ts';

const maxAttached = 10;
const defaultSessionSeconds = 3600;

function text(pattern: string, least: number, most: number) {
  return z
    .string()
    .min(least)
    .max(most)
    .regex(new RegExp(`^${pattern}$`, 'u'), `Member must satisfy regular expression pattern: ${pattern}`);
}

const roleName = { RoleName: text('[\\w+=,.@-]+', 1, 64) };
const profileName = { InstanceProfileName: text('[\\w+=,.@-]+', 1, 128) };
const policyName = { PolicyName: text('[\\w+=,.@-]+', 1, 128) };
const path = { Path: text('(/)|(/[!-~]+/)', 1, 512).default('/') };
const document = z.string().min(1).max(131_072);
const tags = {
  Tags: list(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).default([]),
};
const pages = { Marker: z.string().optional(), MaxItems: integer(1, 1000).default(100) };
const prefixed = { PathPrefix: z.string().min(1).max(512).default('/'), ...pages };

function operation<T extends z.ZodType>(
  schema: T,
  run: (input: z.output<T>) => Output | undefined,
): QueryOperation {
  return (parameters) => run(parseInput(schema, parameters));
}

export function iamService(records: IamRecords, accountId: string, now: () => Date): Service {
  const arnOf = (kind: string, { path: at, name }: { path: string; name: string }): string =>
    `arn:aws:iam::${accountId}:${kind}${at}${name}`;
  const newEntity = (prefix: 'AROA' | 'AIPA') => ({
    id: newEntityId(prefix),
    createdAt: now().toISOString(),
  });

  const describeRole = (role: RoleRecord, withDetails = true): Output => ({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOf('role', role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    // ListRoles shows neither.
    ...(withDetails && {
      Tags: tagRows(role.tags),
      PermissionsBoundary: role.permissionsBoundary && {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: role.permissionsBoundary,
      },
    }),
  });

  const describeProfile = (profile: ProfileRecord, withDetails = true): Output => ({
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: arnOf('instance-profile', profile),
    CreateDate: new Date(profile.createdAt),
    Roles: profile.role === undefined ? [] : [describeRole(records.role(profile.role), false)],
    ...(withDetails && { Tags: tagRows(profile.tags) }),
  });

  return queryService('iam', 'https://iam.amazonaws.com/doc/2010-05-08/', {
    CreateRole: operation(
      z.object({
        ...{ ...roleName, ...path, ...tags },
        AssumeRolePolicyDocument: document,
        Description: z.string().max(1000).optional(),
        MaxSessionDuration: integer(3600, 43_200).default(defaultSessionSeconds),
        PermissionsBoundary: z.string().min(20).max(2048).optional(),
      }),
      (input) => {
        requireDocument(input.AssumeRolePolicyDocument);
        const { Description: description, PermissionsBoundary: boundary } = input;
        if (boundary !== undefined) records.requirePolicy(boundary);
        const role: RoleRecord = {
          ...newEntity('AROA'),
          ...{ name: input.RoleName, path: input.Path, tags: tagsOf(input.Tags) },
          trustPolicy: input.AssumeRolePolicyDocument,
          maxSessionSeconds: input.MaxSessionDuration,
          ...(description !== undefined && { description }),
          ...(boundary !== undefined && { permissionsBoundary: boundary }),
          attached: [],
          inline: {},
        };
        records.addRole(role);
        return { Role: describeRole(role) };
      },
    ),

    GetRole: operation(z.object(roleName), ({ RoleName: name }) => ({
      Role: describeRole(records.role(name)),
    })),

    ListRoles: operation(z.object(prefixed), ({ PathPrefix: prefix, ...paging }) => {
      const found = records.roles().filter((role) => role.path.startsWith(prefix));
      const { items, ...rest } = pageOf(found, ({ name }) => name, paging);
      return { Roles: items.map((role) => describeRole(role, false)), ...rest };
    }),

    CreateInstanceProfile: operation(z.object({ ...profileName, ...path, ...tags }), (input) => {
      const profile: ProfileRecord = {
        ...newEntity('AIPA'),
        ...{ name: input.InstanceProfileName, path: input.Path, tags: tagsOf(input.Tags) },
      };
      records.addProfile(profile);
      return { InstanceProfile: describeProfile(profile) };
    }),

    GetInstanceProfile: operation(z.object(profileName), ({ InstanceProfileName: name }) => ({
      InstanceProfile: describeProfile(records.profile(name)),
    })),

    ListInstanceProfiles: operation(z.object(prefixed), ({ PathPrefix: prefix, ...paging }) => {
      const found = records.profiles().filter((profile) => profile.path.startsWith(prefix));
      const { items, ...rest } = pageOf(found, ({ name }) => name, paging);
      return { InstanceProfiles: items.map((profile) => describeProfile(profile, false)), ...rest };
    }),

    AddRoleToInstanceProfile: operation(
      z.object({ ...profileName, ...roleName }),
      ({ InstanceProfileName: name, RoleName: role }) => {
        const profile = records.profile(name);
        records.role(role);
        if (profile.role !== undefined) throw limit('InstanceSessionsPerInstanceProfile', 1);
        profile.role = role;
        records.save();
        return undefined;
      },
    ),

    AttachRolePolicy: operation(
      z.object({ ...roleName, PolicyArn: z.string().min(20).max(2048) }),
      ({ RoleName: name, PolicyArn: policy }) => {
        const { attached } = records.role(name);
        records.requirePolicy(policy);
        if (attached.includes(policy)) return undefined;
        if (attached.length >= maxAttached) throw limit('PoliciesPerRole', maxAttached);
        attached.push(policy);
        records.save();
        return undefined;
      },
    ),

    ListAttachedRolePolicies: operation(
      z.object({ ...roleName, ...prefixed }),
      ({ RoleName: name, PathPrefix: prefix, ...paging }) => {
        const found = records
          .role(name)
          .attached.filter((policy) => policy.slice(policy.indexOf('/')).startsWith(prefix));
        const { items, ...rest } = pageOf(found, (policy) => policy, paging);
        return {
          AttachedPolicies: items.map((policy) => ({
            PolicyName: policy.split('/').at(-1),
            PolicyArn: policy,
          })),
          ...rest,
        };
      },
    ),

    PutRolePolicy: operation(
      z.object({ ...roleName, ...policyName, PolicyDocument: document }),
      ({ RoleName: name, PolicyName: policy, PolicyDocument: content }) => {
        const role = records.role(name);
        requireDocument(content);
        role.inline = { ...role.inline, [policy]: content };
        records.save();
        return undefined;
      },
    ),

    GetRolePolicy: operation(
      z.object({ ...roleName, ...policyName }),
      ({ RoleName: name, PolicyName: policy }) => {
        const content =
          lookUp(records.role(name).inline, policy) ??
          notFound(`The role policy with name ${policy} cannot be found.`);
        return { RoleName: name, PolicyName: policy, PolicyDocument: encodeURIComponent(content) };
      },
    ),

    ListRolePolicies: operation(z.object({ ...roleName, ...pages }), ({ RoleName: name, ...paging }) => {
      const names = Object.keys(records.role(name).inline);
      const { items, ...rest } = pageOf(names, (policy) => policy, paging);
      return { PolicyNames: items, ...rest };
    }),
  });
}

function requireDocument(text: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ServiceError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  if (typeof parsed === 'object' && parsed !== null && 'Statement' in parsed) return;
  throw new ServiceError('MalformedPolicyDocument', 'Syntax errors in policy.');
}

function limit(what: string, most: number): ServiceError {
  return new ServiceError('LimitExceeded', `Cannot exceed quota for ${what}: ${most}`, 409);
}

function tagsOf(rows: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ Key, Value }) => [Key, Value]));
}

function tagRows(all: Readonly<Record<string, string>>): Output[] {
  return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
}
