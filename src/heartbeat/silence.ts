/** Finds out why an instance has no heartbeat: by the log streams that its awslogs driver has created. */
import { unlessAwsError } from '../base/aws-error.ts';
import { logGroupOf } from '../base/log-group-names.ts';
import type { PacedLogs } from '../logs/paced-client.ts';
import type { Pulse } from './pulse.ts';

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

/** Makes at most two calls for one instance. */
export async function explainSilence(
  request: PacedLogs,
  environment: string,
  id: string,
  { last }: Extract<Pulse, { state: 'silent' }>,
  deployedAt: Date | undefined,
): Promise<Silence> {
  // The containers before the newest deployment had a reporter.
  if (last !== undefined && deployedAt !== undefined && last.at < deployedAt.getTime()) return 'old-bundle';
  const hasStream = (group: string): Promise<boolean | undefined> => {
    const input = { logGroupName: group, logStreamNamePrefix: id, limit: 1 };
    return unlessAwsError(['AccessDeniedException'], async () => {
      const absent = ['ResourceNotFoundException'];
      const page = await unlessAwsError(absent, () => request((logs) => logs.describeLogStreams(input)));
      return (page?.logStreams ?? []).length > 0;
    });
  };
  const reporter = await hasStream(logGroupOf(environment, 'cluster'));
  if (reporter === undefined) return 'unknown';
  if (reporter) return 'reporter-down';
  return (await hasStream(logGroupOf(environment, 'keycloak'))) === true ? 'old-bundle' : 'log-permission';
}
