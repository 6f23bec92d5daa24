import type { Flags } from '../command-line.ts';
import { shortenIds } from '../base/few.ts';
import type { Config } from '../config/schema.ts';
import { parseSince } from '../logs/since.ts';
import type { Deps } from '../ports.ts';
import { eachEvent, type EnvironmentEvent } from '../environment/events.ts';

/** Prints the events of the environment, oldest first; with --follow each one when it arrives. */
export async function run(deps: Deps, config: Config, flags: Flags['events']): Promise<void> {
  const follow = flags.follow === true;
  const since = flags.since === undefined ? undefined : parseSince(flags.since, deps.clock.now());
  const events: EnvironmentEvent[] = [];
  await eachEvent(deps, config, { since, follow }, (event) => {
    if (follow) deps.reporter.emit({ type: 'result', data: event, text: () => line(event) });
    else events.push(event);
  });
  if (follow) return;
  deps.reporter.emit({ type: 'result', data: events, text: () => events.map(line).join('\n') });
  if (events.length > 0) return;
  const text = `No events of ${config.environment}${flags.since === undefined ? '' : ` since ${flags.since}`}.`;
  deps.reporter.emit({ type: 'message', level: 'info', text });
}

function line({ at, severity, message }: EnvironmentEvent): string {
  return `${at.toISOString()}  ${severity.padEnd(5)}  ${shortenIds(message)}`;
}
