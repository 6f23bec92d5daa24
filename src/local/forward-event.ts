import type { Event } from '../base/events.ts';

/**
 * Turns a stderr line of `kc-eb --json` into an event of this process, so that the demo looks like its commands. Errors
 * become messages; so do other lines, e.g. warnings of Node.
 */
export function forwardedEvent(line: string): Event {
  const event = parse(line);
  if (event === undefined) return { type: 'message', level: 'info', text: line };
  if (event.type !== 'error') return event;
  const hint = event.hint === undefined ? '' : `\nhint: ${event.hint}`;
  return { type: 'message', level: 'warn', text: `${event.message}${hint}` };
}

type Line = Event | { type: 'error'; message: string; hint?: string };

function parse(line: string): Line | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    // Output of this version of kc-eb: no check needed.
    return JSON.parse(line, (key, value: unknown) =>
      key === 'at' && typeof value === 'string' ? new Date(value) : value,
    ) as Line;
  } catch {
    return undefined;
  }
}
