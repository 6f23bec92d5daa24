/**
 * Logs of instances on request: compiled into Beanstalk's bucket, and read by URLs with a signature.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.logging.html
 */
import { buffer } from 'node:stream/consumers';
import archiver from 'archiver';
import { z } from 'zod';
import { messageOf } from '../../../base/user-error.ts';
import type { EnvironmentRecord, InstanceRecord } from '../store/records.ts';
import { toInstance } from '../workflow/instances.ts';
import { type BeanstalkContext, environmentKey, invalid, operation, requireReady } from './operation.ts';
import { storageBucket } from '../store/names.ts';
import { presignedUrl } from '../../http/signer.ts';

const tailLines = 100;
/** Files and their URLs end after this time. */
const keptMs = 15 * 60 * 1000;

type InfoType = 'tail' | 'bundle';
const names: Record<InfoType, { file: string; extension: string; verb: string }> = {
  tail: { file: 'TailLogs', extension: 'txt', verb: 'tailing' },
  bundle: { file: 'BundleLogs', extension: 'zip', verb: 'bundling' },
};

const input = z.object({ ...environmentKey, InfoType: z.enum(['tail', 'bundle', 'analyze']) });

function requireType(type: InfoType | 'analyze'): InfoType {
  if (type !== 'analyze') return type;
  invalid("Local Beanstalk does not support the InfoType 'analyze': it sends logs to Amazon Bedrock.");
}

function folderOf(type: InfoType, environmentId: string): string {
  return `resources/environments/logs/${type}/${environmentId}/`;
}

interface Compiled {
  key: string;
  instanceId: string;
  /** Milliseconds since 1970. */
  at: number;
}

function compiled({ objects, place }: BeanstalkContext, type: InfoType, environmentId: string): Compiled[] {
  return objects.keys(storageBucket(place), folderOf(type, environmentId)).map((key) => {
    const [file = '', instanceId = ''] = key.split('/').reverse();
    return { key, instanceId, at: Number(/\d+/.exec(file)?.[0]) };
  });
}

/** All logs of one instance by their path. */
async function collect(
  { instanceLogs, runtime }: BeanstalkContext,
  environment: EnvironmentRecord,
  record: InstanceRecord,
  lines: number | undefined,
): Promise<Record<string, string>> {
  const platform = await instanceLogs.read(record.id);
  const containers = await runtime
    .containerLogs(toInstance(environment, record), lines)
    .catch((error: unknown) => ({ '/var/log/eb-docker/containers': `Not readable: ${messageOf(error)}\n` }));
  return { ...platform, ...containers };
}

function tailOf(logs: Readonly<Record<string, string>>): string {
  const rule = '-'.repeat(40);
  return Object.entries(logs)
    .map(([path, text]) => {
      const last = text.trimEnd().split('\n').slice(-tailLines).join('\n');
      return `\n\n${rule}\n${path}\n${rule}\n${last}\n`;
    })
    .join('');
}

async function bundleOf(logs: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = archiver('zip');
  for (const [path, text] of Object.entries(logs)) zip.append(text, { name: path.slice(1) });
  const [content] = await Promise.all([buffer(zip), zip.finalize()]);
  return content;
}

export const environmentInfoOperations = {
  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_RequestEnvironmentInfo.html */
  RequestEnvironmentInfo: operation(input, (context, { InfoType: wanted, ...by }, requestId) => {
    const type = requireType(wanted);
    const { store, events, place, objects, now } = context;
    const environment = store.requireEnvironment(by);
    requireReady(environment);
    const { application, name, id: environmentId } = environment;
    const add = (message: string, severity: 'INFO' | 'ERROR' = 'INFO'): void => {
      events.add({ application, environment: name, environmentId, requestId, severity, message });
    };
    const bucket = storageBucket(place);
    const { file, extension, verb } = names[type];
    const work = async (): Promise<void> => {
      const limit = now().getTime() - keptMs;
      for (const { key, at } of compiled(context, type, environmentId)) {
        if (at < limit) await objects.remove(bucket, key);
      }
      await objects.ensureBucket(bucket);
      const counts = await Promise.all(
        environment.instances.map(async (record) => {
          const lines = type === 'tail' ? tailLines : undefined;
          const logs = await collect(context, environment, record, lines);
          const content = type === 'tail' ? tailOf(logs) : await bundleOf(logs);
          const key = `${folderOf(type, environmentId)}${record.id}/${file}-${now().getTime()}.${extension}`;
          await objects.write(bucket, key, content);
          return { id: record.id, count: Object.keys(logs).length };
        }),
      );
      // Only now: a client reads the logs of all instances after the first of these events.
      for (const { id, count } of counts) {
        add(`[Instance: ${id}] Successfully finished ${verb} ${count} log(s)`);
      }
      add('Pulled logs for environment instances.');
    };
    add('requestEnvironmentInfo is starting.');
    work().catch((error: unknown) => {
      add(`Failed to pull logs for environment instances. ${messageOf(error)}`, 'ERROR');
    });
    return undefined;
  }),

  /** https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_RetrieveEnvironmentInfo.html */
  RetrieveEnvironmentInfo: operation(input, async (context, { InfoType: wanted, ...by }) => {
    const type = requireType(wanted);
    const { store, place, now } = context;
    const { id } = store.requireEnvironment(by);
    const limit = now().getTime() - keptMs;
    const found = compiled(context, type, id).filter(({ at }) => at >= limit);
    const { endpoint, credentials } = context;
    const urlOf = (key: string, at: Date): Promise<string> =>
      presignedUrl(`${endpoint}/${storageBucket(place)}/${key}`, {
        ...{ credentials, region: place.region, at, seconds: keptMs / 1000 },
      });
    return {
      EnvironmentInfo: await Promise.all(
        found
          .sort((a, b) => a.at - b.at)
          .map(async ({ key, instanceId, at }) => ({
            InfoType: type,
            Ec2InstanceId: instanceId,
            SampleTimestamp: new Date(at),
            Message: await urlOf(key, new Date(at)),
          })),
      ),
    };
  }),
};
