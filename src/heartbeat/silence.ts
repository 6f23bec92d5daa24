/** Finds out why an instance has no heartbeat: by the log streams that its awslogs driver has created. */
import type { DescribeLogStreamsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { unlessAwsError } from '../base/aws-error.ts';
import { instanceOf, logGroupOf } from '../base/log-group-names.ts';
import type { PacedLogs } from '../logs/paced-client.ts';
import type { ReceivedHeartbeat } from './reader.ts';

export type Silence = 'old-bundle' | 'reporter-down' | 'log-permission' | 'unknown';

export const silenceTexts = {
  'old-bundle':
    'the bundle has no heartbeat service: an older kc-eb deployed it, or overrides/docker-compose.yml replaces it (kc-eb deploy, or the service in the override, adds one)',
  'reporter-down':
    'heartbeats have stopped: the container heartbeat is down, a rollback has removed it, or the instance profile has lost logs:PutLogEvents',
  'log-permission':
    'no log stream exists: the instance profile lacks logs:CreateLogStream and logs:PutLogEvents, or the containers did not start',
  unknown: 'no heartbeat was found, and the caller lacks logs:DescribeLogStreams to find the reason',
} satisfies Record<Silence, string>;

export interface SilentInstance {
  id: string;
  /** The newest heartbeat that was found. */
  last: ReceivedHeartbeat | undefined;
  deployedAt: Date | undefined;
}

/** Returns the reason of each, by id. */
export async function explainSilences(
  request: PacedLogs,
  environment: string,
  silent: readonly SilentInstance[],
): Promise<Map<string, Silence>> {
  const silences = new Map<string, Silence>();
  for (const { id, last, deployedAt } of silent) {
    if (last === undefined) continue;
    // The containers before the newest deployment had a reporter.
    const isOld = deployedAt !== undefined && last.at < deployedAt.getTime();
    silences.set(id, isOld ? 'old-bundle' : 'reporter-down');
  }
  const without = (): string[] => silent.map(({ id }) => id).filter((id) => !silences.has(id));
  if (without().length === 0) return silences;
  const reporters = await withStreams(request, logGroupOf(environment, 'cluster'), without());
  for (const id of without())
    if (reporters === undefined) silences.set(id, 'unknown');
    else if (reporters.has(id)) silences.set(id, 'reporter-down');
  if (without().length === 0) return silences;
  const nodes = await withStreams(request, logGroupOf(environment, 'keycloak'), without());
  for (const id of without()) silences.set(id, nodes?.has(id) === true ? 'old-bundle' : 'log-permission');
  return silences;
}

/** Up to this number, a call for each needs fewer calls than the pages of a list, which has former instances too. */
const fewInstances = 4;

/** Returns the instances that have a log stream; undefined where the caller may not read it. */
async function withStreams(
  request: PacedLogs,
  logGroupName: string,
  ids: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const wanted = new Set(ids);
  const found = new Set<string>();
  const list = async (input: Omit<DescribeLogStreamsCommandInput, 'logGroupName'>) => {
    const page = await request((logs) => logs.describeLogStreams({ logGroupName, ...input }));
    for (const { logStreamName = '' } of page.logStreams ?? []) {
      const id = instanceOf(logStreamName);
      if (wanted.delete(id)) found.add(id);
    }
    return page.nextToken;
  };
  const listAll = async (): Promise<void> => {
    let nextToken: string | undefined;
    // Those that log now come first.
    const newest = { orderBy: 'LastEventTime', descending: true, limit: 50 } as const;
    for (let page = 0; ids.length > fewInstances && page < ids.length && wanted.size > 0; page++) {
      nextToken = await list({ ...newest, nextToken });
      if (nextToken === undefined) return;
    }
    for (const id of wanted) await list({ logStreamNamePrefix: id, limit: 1 });
  };
  return unlessAwsError(['AccessDeniedException'], async () => {
    await unlessAwsError(['ResourceNotFoundException'], listAll);
    return found;
  });
}
