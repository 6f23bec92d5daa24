/** Reporter for CI logs, pipes and files: one line an event. */
import { wrapLines } from '../base/fit.ts';
import { durationText, outputText, type Style } from './format.ts';
import { lineWriter, type ProgressEvent, type ProgressReporter } from './lines.ts';
import { printable } from '../base/printable.ts';
import type { Streams } from './streams.ts';

/** CI systems end jobs without output for some minutes. */
const heartbeatMs = 30_000;

export function plainReporter(streams: Streams, style: Style, heartbeat = heartbeatMs): ProgressReporter {
  const lines = lineWriter(streams, style);
  const running = new Map<string, { title: string; since: number }>();
  const write = (text: string): void => {
    streams.stderr.write(`${wrapLines(text, style.columns(streams.stderr))}\n`);
  };
  const timer = setInterval(() => {
    for (const { title, since } of running.values()) {
      write(`  … ${title}: ${durationText((performance.now() - since) / 1000)} so far`);
    }
  }, heartbeat).unref();

  const emit = (event: ProgressEvent): void => {
    switch (event.type) {
      case 'step-started':
        running.set(event.step, { title: event.title, since: performance.now() });
        write(`> ${event.title}`);
        break;
      case 'step-done': {
        running.delete(event.step);
        const detail = event.detail === undefined ? '' : `: ${printable(event.detail)}`;
        const how = event.outcome === 'already' ? 'nothing to do' : durationText(event.seconds);
        write(`${style.err.green('✔')} ${event.title}${detail} (${how})`);
        break;
      }
      case 'step-failed':
        running.delete(event.step);
        write(`${style.err.red('✖')} ${event.title}`);
        break;
      case 'step-output':
        if (style.verbose) write(`  ${event.step}: ${outputText(event.line)}`);
        break;
      case 'message':
      case 'environment-event':
      case 'log-line':
      case 'result':
        lines.write(event);
    }
  };

  return {
    emit,
    ready: (signal) => lines.ready(signal),
    close() {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
}
