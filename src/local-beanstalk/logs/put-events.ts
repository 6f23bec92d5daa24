/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
import { z } from 'zod';
import type { LogGroups } from './log-groups.ts';
import { group, maxEvents, stream, time } from './pages.ts';
import { ServiceError } from '../http/service.ts';

const hourMs = 60 * 60 * 1000;
/** AWS accepts events up to 14 days old and 2 hours ahead. */
const oldestMs = 14 * 24 * hourMs;
const newestMs = 2 * hourMs;
const longestSpanMs = 24 * hourMs;
const maxBatchBytes = 1_048_576;
/** AWS adds them to each event of a batch. */
const bytesOfEvent = 26;

export const putInput = z.object({
  logGroupName: group,
  logStreamName: stream,
  logEvents: z
    .array(z.object({ timestamp: time, message: z.string().min(1) }))
    .min(1)
    .max(maxEvents),
  // AWS ignores it since 2023; Docker's driver sends it.
  sequenceToken: z.string().optional(),
});

export function putEvents(groups: LogGroups, input: z.output<typeof putInput>, now: number): object {
  const { logGroupName, logStreamName, logEvents } = input;
  checkBatch(logEvents);
  const accepted = logEvents.filter(
    ({ timestamp }) => timestamp > now - oldestMs && timestamp < now + newestMs,
  );
  groups.add(logGroupName, logStreamName, accepted);
  const tooOld = logEvents.filter(({ timestamp }) => timestamp <= now - oldestMs).length;
  const firstTooNew = logEvents.findIndex(({ timestamp }) => timestamp >= now + newestMs);
  const rejected = {
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(firstTooNew >= 0 && { tooNewLogEventStartIndex: firstTooNew }),
  };
  return {
    // Docker's driver needs a token.
    nextSequenceToken: '0',
    ...(accepted.length < logEvents.length && { rejectedLogEventsInfo: rejected }),
  };
}

function checkBatch(events: z.output<typeof putInput>['logEvents']): void {
  const [first = 0, ...later] = events.map(({ timestamp }) => timestamp);
  if (later.some((timestamp, index) => timestamp < (later[index - 1] ?? first))) {
    invalid('Log events in a single PutLogEvents request must be in chronological order.');
  }
  if ((later.at(-1) ?? first) - first > longestSpanMs) {
    invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + bytesOfEvent, 0);
  if (bytes > maxBatchBytes) invalid(`Upload too large: ${bytes} bytes exceeds limit of ${maxBatchBytes}`);
}

function invalid(message: string): never {
  throw new ServiceError('InvalidParameterException', message);
}
