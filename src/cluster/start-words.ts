/**
 * The words of a start that failed. Keycloak prints "Failed to start server in (production) mode" for every failure, then
 * a line for each cause, the root last (ExecutionExceptionHandler). kc.sh rejects options in lines without a logger.
 */
import { smallest } from '../base/extremes.ts';

/** Parts of the words since the start, outermost first, and the newest cause in a stack. */
export interface StartWords {
  parts: readonly string[];
  cause: string | undefined;
}

export const noWords: StartWords = { parts: [], cause: undefined };

/** Phrases of kc.sh's rejections, for CloudWatch too; "ERROR:" has the rest. */
export const rejections = [
  'Unknown option',
  'Disabled option',
  'Invalid value for option',
  'Missing required',
  'SRCFG0',
] as const;

const everyFailure =
  /^(Failed to start server in|Unexpected error when starting the server in|Failed to start quarkus)/;
/** A fault in Keycloak's own handling of the failure. */
const untelling = /^Cannot invoke "/;
const longest = 400;
/** Parts that one message may have. */
const most = 8;

/** The part that a line adds; undefined for other lines. */
export function startPart(text: string): string | undefined {
  const logged = /^ERROR: (.+)|ExecutionExceptionHandler\].{0,120}?\) ERROR: (.+)/.exec(text);
  const part = logged === null ? rejection(text) : (logged[1] ?? logged[2]);
  return part?.trim().slice(0, longest);
}

function rejection(text: string): string | undefined {
  const at = rejections.map((phrase) => text.indexOf(phrase)).filter((index) => index !== -1);
  if (text === 'Killed') return 'Killed, most likely for lack of memory';
  // Java's own message has the name of its exception before the code.
  return at.length === 0 ? undefined : text.startsWith('java.') ? text : text.slice(smallest(at));
}

/** The cause that a line of a stack has; undefined for other lines. */
export function stackCause(text: string): string | undefined {
  const cause = /^Caused by: (.+)/.exec(text)?.[1] ?? /\bjava\.lang\.OutOfMemoryError\b.*/.exec(text)?.[0];
  return cause?.slice(0, longest);
}

export function addPart({ parts, cause }: StartWords, part: string): StartWords {
  if (everyFailure.test(part) && !part.startsWith('Failed to start quarkus')) return { parts: [part], cause };
  return parts.includes(part) || parts.length >= most ? { parts, cause } : { parts: [...parts, part], cause };
}

export interface Told {
  /** The most telling words. */
  text: string;
  ofDatabase: boolean;
  /** Whether they have a reason. */
  isTelling: boolean;
}

/** undefined before any words. */
export function told({ parts, cause }: StartWords): Told | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const telling = parts.filter((part) => !everyFailure.test(part) && !untelling.test(part));
  const reasons = telling.length === 0 && cause !== undefined ? [cause] : telling;
  const isTelling = reasons.length > 0;
  return {
    text: isTelling ? joined(reasons) : first,
    ofDatabase: reasons.some((reason) => databaseWords.test(reason)),
    isTelling,
  };
}

const databaseWords =
  /JDBC|SQL\w*Exception|DatabaseException|liquibase|change ?log|SQLState|^(ERROR|FATAL): |password authentication failed|Access denied for user|Login failed for user|Communications link|ORA-\d/;

/** A part that repeats a later one adds nothing. The root alone where all are too long. */
function joined(reasons: readonly string[]): string {
  const own = reasons.filter(
    (reason, index) => !reasons.slice(index + 1).some((one) => reason.includes(one)),
  );
  const all = own.map((reason) => reason.replace(/[.:]$/, '')).join(': ');
  return all.length <= 240 ? all : (own.at(-1) ?? '');
}
