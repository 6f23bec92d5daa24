/**
 * --json. stdout: the result as one JSON document, and log lines one document a line (`kc-eb logs` has nothing
 * else). stderr: everything else, one document a line.
 */
import type { Reporter } from '../ports.ts';
import type { Streams } from './streams.ts';

export function jsonReporter({ stdout, stderr }: Streams): Reporter {
  return {
    emit(event) {
      if (event.type === 'result') stdout.write(`${JSON.stringify(event.data, undefined, 2)}\n`);
      else (event.type === 'log-line' ? stdout : stderr).write(`${JSON.stringify(event)}\n`);
    },
    close: () => Promise.resolve(),
  };
}
