/**
 * Reporter of --json: one document a line. stdout has the results (one of most commands; the lines of `kc-eb logs`; one
 * for each event of `kc-eb events --follow` and each change of `kc-eb status --watch`), stderr everything else.
 */
import type { Reporter } from '../ports.ts';
import { dataInContext, eventInContext, type RunFlags } from './context.ts';
import { JoinedLines } from './joined-lines.ts';
import type { Streams } from './streams.ts';

export function jsonReporter({ stdout, stderr }: Streams, flags: RunFlags = {}): Reporter {
  const lines = new JoinedLines(stdout);
  return {
    emit(event) {
      if (event.type === 'log-line') {
        lines.add(JSON.stringify(event));
        return;
      }
      lines.flush();
      if (event.type === 'screen' && !event.changed) return;
      if (event.type === 'result' || event.type === 'screen')
        stdout.write(`${JSON.stringify(dataInContext(event, flags) ?? null)}\n`);
      else stderr.write(`${JSON.stringify(eventInContext(event, flags))}\n`);
    },
    ready: (signal) => lines.ready(signal),
    close: () => Promise.resolve(),
  };
}
