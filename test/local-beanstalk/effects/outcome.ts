/** The result of a call: its answer or error, and what reads of the same things show afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { processedVersions } from '../processed-versions.ts';
import type { World } from './world.ts';

export interface Outcome {
  error?: string;
  answer?: unknown;
  /** Default: none after an error. */
  shown?: unknown;
}

/** An input by the names of its parameters. */
export type Named = Readonly<Record<string, string | undefined>>;

export async function outcomeOf(
  world: World,
  service: string,
  operation: string,
  input: Named,
): Promise<Outcome> {
  try {
    const answer = plain(await world.call(service, operation, input));
    const send = (name: string, of: object = {}) => world.call(service, name, of) as Promise<Rows>;
    return { answer, shown: plain((await reads[service]?.(send, operation, input, world)) ?? []) };
  } catch (error) {
    return { error: plain(String(error)) as string };
  }
}

/** Leaves out what differs between two equal calls: request ids, random ids, times. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (name, child: unknown) => (name === '$metadata' ? undefined : child));
  return JSON.parse(
    text
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/\b(e-|i-0|AROA|AIPA|awseb-)[\w-]{5,}/gi, '$1ID')
      .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
      .replaceAll(/\b\d{13}\b/g, '1000000000000'),
  ) as unknown;
}

type Rows = Record<string, Named[] | undefined>;
type Send = (operation: string, input?: object) => Promise<Rows>;

/** Service → reads of what the input names. */
const reads: Readonly<
  Record<string, (send: Send, operation: string, input: Named, world: World) => Promise<unknown>>
> = {
  async elasticbeanstalk(send, operation, input, world) {
    const { ApplicationName, EnvironmentName, TemplateName, VersionLabel, ResourceArn } = input;
    if (/^(Describe|Check|List|Validate|Retrieve)/.test(operation)) return undefined;
    if (operation === 'RequestEnvironmentInfo') await compiled(send);
    const versions = operation.includes('Version')
      ? await processedVersions(() => send('DescribeApplicationVersions'))
      : {};
    const names = await send('DescribeApplications');
    const live = await send('DescribeEnvironments', { IncludeDeleted: false });
    const kind =
      TemplateName === undefined
        ? VersionLabel === undefined
          ? `application/${ApplicationName ?? ''}`
          : `applicationversion/${ApplicationName ?? ''}/${VersionLabel}`
        : `configurationtemplate/${ApplicationName ?? ''}/${TemplateName}`;
    const arn = operation.endsWith('Environment') ? `environment/id/${EnvironmentName ?? ''}` : kind;
    const tagged = ResourceArn ?? `arn:aws:elasticbeanstalk:us-east-1:000000000000:${arn}`;
    const of = operation.endsWith('Template') ? { ApplicationName, TemplateName } : { EnvironmentName };
    const isGone = (error: Error): string => error.message;
    return [
      ...[versions, names, live, world.keys()],
      /(Create|Update)(Environment|ConfigurationTemplate)$/.test(operation) &&
        (await send('DescribeConfigurationSettings', { ApplicationName: 'id', ...of }).catch(isGone)),
      await send('ListTagsForResource', { ResourceArn: tagged }).catch(isGone),
      await send('CheckDNSAvailability', { CNAMEPrefix: 'fresh' }),
    ];
  },
  logs: async (send, _operation, { logGroupName }) => [
    await send('DescribeLogGroups'),
    logGroupName !== undefined && (await send('FilterLogEvents', { logGroupName }).catch(() => undefined)),
    logGroupName !== undefined && (await send('DescribeLogStreams', { logGroupName }).catch(() => undefined)),
  ],
  async ecr(send) {
    const { repositories = [] } = await send('DescribeRepositories');
    const images = ({ repositoryName }: Named) => send('DescribeImages', { repositoryName });
    return [repositories, await Promise.all(repositories.map(images))];
  },
  iam: async (send, _operation, { RoleName, PolicyName, InstanceProfileName }) => [
    RoleName !== undefined && (await send('GetRole', { RoleName })),
    RoleName !== undefined && (await send('ListAttachedRolePolicies', { RoleName })),
    PolicyName !== undefined && (await send('GetRolePolicy', { RoleName, PolicyName })),
    InstanceProfileName !== undefined && (await send('GetInstanceProfile', { InstanceProfileName })),
  ],
};

/** Logs on request arrive after the answer. */
async function compiled(send: Send): Promise<void> {
  for (;;) {
    const { Events = [] } = await send('DescribeEvents', { MaxRecords: 1 });
    if (Events[0]?.Message?.startsWith('Pulled logs') === true) return;
    await sleep(5);
  }
}
