/**
 * Reporter of --json: one document a line. stdout has the results (one of most commands; the lines of `kc-eb logs`; one
 * for each event of `kc-eb events --follow` and each change of `kc-eb status --watch`), stderr everything else.
 */
import type { Reporter } from '../ports.ts';
import { dataInContext, eventInContext, type RunFlags } from './context.ts';
import { drained, type Streams } from './streams.ts';

export function jsonReporter({ stdout, stderr }: Streams, flags: RunFlags = {}): Reporter {
  return {
    emit(event) {
      if (event.type === 'screen' && !event.changed) return;
      if (event.type === 'result' || event.type === 'screen')
        stdout.write(`${JSON.stringify(dataInContext(event, flags) ?? null)}\n`);
      else {
        const output = event.type === 'log-line' ? stdout : stderr;
        output.write(`${JSON.stringify(eventInContext(event, flags))}\n`);
      }
    },
    ready: (signal) => drained(stdout, signal),
    close: () => Promise.resolve(),
  };
}
