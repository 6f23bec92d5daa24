import type { Event } from '../base/events.ts';

/**
 * What a kc-eb run with --json says on stderr, as an event of this process: so the demo looks like its commands. An
 * error becomes a message; so does a line that is not kc-eb's, e.g. a warning of Node.
 */
export function forwardedEvent(line: string): Event {
  const said = parse(line);
  if (said === undefined) return { type: 'message', level: 'info', text: line };
  if (said.type !== 'error') return said;
  const hint = said.hint === undefined ? '' : `\nhint: ${said.hint}`;
  return { type: 'message', level: 'warn', text: `${said.message}${hint}` };
}

type Said = Event | { type: 'error'; message: string; hint?: string };

function parse(line: string): Said | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    // Of our own program, in the same version.
    return JSON.parse(line, (key, value: unknown) =>
      key === 'at' && typeof value === 'string' ? new Date(value) : value,
    ) as Said;
  } catch {
    return undefined;
  }
}
