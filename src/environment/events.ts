/** The environment's events, as Beanstalk keeps them for six weeks. */
import type { EventDescription } from '@aws-sdk/client-elastic-beanstalk';
import { isTransient } from '../base/transient.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';

export interface EnvironmentEvent {
  at: Date;
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL. */
  severity: string;
  message: string;
  versionLabel: string | undefined;
  requestId: string | undefined;
}

const pollMs = 3_000;
/** Events are written with some delay: the window stays open this far behind the newest. */
const overlapMs = 60_000;
/** Without a time to start from: so many of the newest. */
const newestRecords = 100;

/**
 * Hands over each event once, oldest first; with `follow` until the signal is aborted. Reads also what an
 * environment left that is terminated. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEvents.html
 */
export async function eachEvent(
  deps: Pick<Deps, 'aws' | 'clock' | 'signal'>,
  config: Pick<Config, 'application' | 'environment'>,
  options: { since: Date | undefined; follow: boolean },
  show: (event: EnvironmentEvent) => void,
): Promise<void> {
  // Events have no id; date and message together are one.
  const shown = new Set<string>();
  let since = options.since;
  const showNew = (events: readonly EnvironmentEvent[]) => {
    for (const event of events) {
      const key = `${event.at.toISOString()} ${event.message}`;
      if (shown.has(key)) continue;
      shown.add(key);
      show(event);
      const start = new Date(event.at.getTime() - overlapMs);
      if (since === undefined || start > since) since = start;
    }
  };
  try {
    showNew(await readEvents(deps, config, since));
    while (options.follow) {
      await deps.clock.sleep(pollMs, deps.signal);
      showNew(await unlessTransient(() => readEvents(deps, config, since)));
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!options.follow || !deps.signal.aborted) throw error;
  }
}

/** The next poll asks for the same again. */
async function unlessTransient(read: () => Promise<EnvironmentEvent[]>): Promise<EnvironmentEvent[]> {
  try {
    return await read();
  } catch (error) {
    if (isTransient(error)) return [];
    throw error;
  }
}

/** Oldest first; without `since` the newest hundred. */
async function readEvents(
  deps: Pick<Deps, 'aws'>,
  { application, environment }: Pick<Config, 'application' | 'environment'>,
  since: Date | undefined,
): Promise<EnvironmentEvent[]> {
  const beanstalk = await deps.aws.beanstalk();
  const events: EventDescription[] = [];
  let nextToken: string | undefined;
  do {
    const page = await beanstalk.describeEvents({
      ApplicationName: application,
      EnvironmentName: environment,
      MaxRecords: since === undefined ? newestRecords : 1000,
      ...(since !== undefined && { StartTime: since }),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    });
    events.push(...(page.Events ?? []));
    nextToken = since === undefined ? undefined : page.NextToken;
  } while (nextToken !== undefined);
  return events.reverse().map((event) => ({
    at: event.EventDate ?? new Date(0),
    severity: event.Severity ?? 'INFO',
    message: event.Message ?? '',
    versionLabel: event.VersionLabel,
    requestId: event.RequestId,
  }));
}
