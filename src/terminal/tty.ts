/** Reporter for a terminal: finished steps stay as lines, running steps share one spinner below them. */
import ora from 'ora';
import { cutText, wrapLines } from '../base/fit.ts';
import { durationText, outputText, type Style } from './format.ts';
import { lineWriter, type ProgressEvent, type ProgressReporter } from './lines.ts';
import { printable } from '../base/printable.ts';
import type { Streams } from './streams.ts';

interface Running {
  title: string;
  /** Milliseconds of performance.now(). */
  since: number;
  lastLine: string;
}

const tickMs = 500;

export function ttyReporter(streams: Streams, style: Style): ProgressReporter {
  const { err } = style;
  const lines = lineWriter(streams, style);
  const running = new Map<string, Running>();
  const { stderr } = streams;
  // ora hides the spinner while other code writes. Prompts need standard input, so ora must not read it.
  const spinner = ora({
    stream: stderr,
    discardStdin: false,
    isEnabled: true,
    color: err.isColorSupported && 'cyan',
  });
  const timer = setInterval(refresh, tickMs).unref();

  /** ora has one spinner: parallel steps share it, one line each. */
  function refresh(): void {
    if (running.size === 0) {
      if (spinner.isSpinning) spinner.stop();
      return;
    }
    const columns = stderr.columns ?? 80;
    spinner.text = [...running.values()].map((step) => runningText(step, columns)).join('\n  ');
    if (!spinner.isSpinning) spinner.start();
  }

  function runningText({ title, since, lastLine }: Running, columns: number): string {
    const head = `${title} ${durationText((performance.now() - since) / 1000)}`;
    // A line that wraps is not cleared completely.
    const room = columns - head.length - 6;
    return lastLine === '' || room < 10 ? head : `${head}  ${err.dim(cutText(lastLine, room))}`;
  }

  const write = (text: string): void => {
    stderr.write(`${wrapLines(text, style.columns(stderr))}\n`);
  };

  const emit = (event: ProgressEvent): void => {
    switch (event.type) {
      case 'step-started':
        running.set(event.step, { title: event.title, since: performance.now(), lastLine: '' });
        refresh();
        break;
      case 'step-output': {
        const step = running.get(event.step);
        const line = outputText(event.line);
        if (style.verbose) write(err.dim(`  ${event.step}: ${line}`));
        else if (step !== undefined) step.lastLine = line.trim();
        break;
      }
      case 'step-done': {
        running.delete(event.step);
        refresh();
        const detail = event.detail === undefined ? '' : ` ${err.dim(printable(event.detail))}`;
        write(
          event.outcome === 'already'
            ? `${err.dim('=')} ${event.title}${detail}`
            : `${err.green('✔')} ${event.title}${detail} ${durationText(event.seconds)}`,
        );
        break;
      }
      case 'step-failed':
        running.delete(event.step);
        refresh();
        write(`${err.red('✖')} ${event.title}`);
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
      spinner.stop();
      return Promise.resolve();
    },
  };
}
