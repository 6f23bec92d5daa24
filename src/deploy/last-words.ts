/** Keycloak's last lines, which the bundle's postdeploy hook prints when Keycloak's container has ended. */
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { unlessAwsError } from '../base/aws-error.ts';
import { allPages } from '../base/pages.ts';
import { instanceOf, streamedGroupOf } from '../base/log-group-names.ts';
import { pacedLogs } from '../logs/paced-client.ts';
import type { Deps } from '../ports.ts';

export interface LastWords {
  instance: string;
  lines: readonly string[];
}

/** The beginning of these lines: templates/bundle/hooks/postdeploy/10-keycloak-ready.sh. */
const mark = 'kc-eb> ';
const shownLines = 12;
const patienceMs = 10_000;

/** The lines of one instance since a time; undefined when no hook has printed any. */
export async function readLastWords(
  deps: Deps,
  environment: string,
  since: Date,
): Promise<LastWords | undefined> {
  const logs = pacedLogs(deps, patienceMs);
  for (const file of ['eb-hooks.log', 'eb-engine.log'] as const) {
    const query = {
      logGroupName: streamedGroupOf(environment, file),
      startTime: since.getTime(),
      filterPattern: `"${mark.trim()}"`,
    };
    const events = await unlessAwsError(['ResourceNotFoundException'], () =>
      allPages(
        (nextToken) => logs((client) => client.filterLogEvents({ ...query, nextToken })),
        (page) => page.events,
      ),
    );
    const [stream, lines] = linesOfOne(events ?? []);
    if (lines.length > 0) return { instance: instanceOf(stream), lines: lines.slice(-shownLines) };
  }
  return undefined;
}

/** One event may have many lines. */
function linesOfOne(events: readonly FilteredLogEvent[]): [stream: string, lines: string[]] {
  const stream = events[0]?.logStreamName ?? '';
  const lines = events
    .filter(({ logStreamName }) => logStreamName === stream)
    .flatMap(({ message = '' }) => message.split('\n'))
    .filter((line) => line.includes(mark))
    .map((line) => line.slice(line.indexOf(mark) + mark.length))
    .filter((line) => line.trim() !== '');
  return [stream, lines];
}
