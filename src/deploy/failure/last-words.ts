/** Keycloak's last lines, which the bundle's postdeploy hook prints when Keycloak's container has ended. */
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { instanceOf, streamedGroupOf } from '../../base/log-group-names.ts';
import type { Deps } from '../../ports.ts';
import { linesReader } from './read-lines.ts';

export interface LastWords {
  instance: string;
  /** "has ended with exit code 1"; undefined where the hook's first line is missing. */
  end: string | undefined;
  lines: readonly string[];
}

/** The beginning of these lines: templates/bundle/hooks/postdeploy/10-keycloak-ready.sh. */
const mark = 'kc-eb> ';
/** The line before them. */
const endLine = /kc-eb: Keycloak (.*)\. Its last lines:/;
const shownLines = 12;

/** The lines of one instance since a time; undefined when no hook has printed any. */
export async function readLastWords(
  deps: Deps,
  environment: string,
  since: Date,
): Promise<LastWords | undefined> {
  const readLines = linesReader(deps);
  for (const file of ['eb-hooks.log', 'eb-engine.log'] as const) {
    const events = await readLines({
      logGroupName: streamedGroupOf(environment, file),
      startTime: since.getTime(),
      filterPattern: `?"${mark.trim()}" ?"Its last lines:"`,
    });
    const words = wordsOfOne(events);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** One event may have many lines. */
function wordsOfOne(events: readonly FilteredLogEvent[]): LastWords | undefined {
  const stream = events[0]?.logStreamName ?? '';
  const all = events
    .filter(({ logStreamName }) => logStreamName === stream)
    .flatMap(({ message = '' }) => message.split('\n'));
  const end = all.map((line) => endLine.exec(line)?.[1]).findLast((text) => text !== undefined);
  const lines = all
    .filter((line) => line.includes(mark))
    .map((line) => line.slice(line.indexOf(mark) + mark.length))
    .filter((line) => line.trim() !== '');
  if (lines.length === 0 && end === undefined) return undefined;
  return { instance: instanceOf(stream), end, lines: lines.slice(-shownLines) };
}

/** 128 + SIGKILL: https://docs.docker.com/engine/containers/run/#exit-status */
const killed = / exit code 137$/;

export function lastWordsText({ instance, end, lines }: LastWords): string {
  const what =
    end === undefined ? 'ended' : killed.test(end) ? `${end} (killed, most likely for lack of memory)` : end;
  if (lines.length === 0) return `Keycloak on ${instance} ${what}, without a word.`;
  return [`Keycloak on ${instance} ${what}. Its last lines:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
