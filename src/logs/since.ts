/** Parses times that flags give. */
import { UserError } from '../base/user-error.ts';

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } satisfies Record<string, number>;

/**
 * Parses "30s", "5m", "2h", "1d" before now, or an ISO 8601 date. Throws UserError 'usage' for anything else and for
 * the future.
 */
export function parseSince(text: string, now: Date): Date {
  const since = readSince(text, now);
  if (Number.isNaN(since.getTime())) {
    throw new UserError('usage', `--since is not a time: ${text}`, {
      hint: 'Pass an age such as 30s, 5m, 2h or 1d, or a date such as 2026-11-24T09:00:00Z.',
    });
  }
  if (since > now) {
    throw new UserError('usage', `--since is in the future: ${text} (now ${now.toISOString()})`, {
      hint: 'A date without a zone is local time; end it with Z for UTC.',
    });
  }
  return since;
}

function readSince(text: string, now: Date): Date {
  const age = /^(\d+)([smhd])$/.exec(text);
  if (age !== null) return new Date(now.getTime() - Number(age[1]) * unitMs[age[2] as keyof typeof unitMs]);
  return new Date(/^\d{4}-\d{2}-\d{2}/.test(text) ? text : Number.NaN);
}
