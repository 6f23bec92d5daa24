/** Chooses the reporter of a command. */
import pc from 'picocolors';
import type { Reporter } from '../ports.ts';
import { eventInContext, type RunFlags } from './context.ts';
import { jsonReporter } from './json.ts';
import type { ProgressReporter } from './lines.ts';
import { plainReporter } from './plain.ts';
import { FullScreen, type Screen, screenBlocks } from './screen.ts';
import {
  columnsOf,
  type Environment,
  isColored,
  type Output,
  processStreams,
  type Streams,
} from './streams.ts';
import { ttyReporter } from './tty.ts';

export interface ReportFlags extends RunFlags {
  json?: boolean;
  /** Shows the output of subprocesses, and the stacks of errors. */
  verbose?: boolean;
}

/** Makes the reporter: spinners on a terminal, lines elsewhere (a pipe, a file, CI), JSON with --json. */
export function makeReporter(
  flags: ReportFlags,
  streams: Streams = processStreams(),
  environment: Environment = process.env,
): Reporter {
  if (flags.json === true) return jsonReporter(streams, flags);
  const verbose = flags.verbose === true;
  const style = {
    verbose,
    columns: (output: Output) => columnsOf(output, environment),
    out: pc.createColors(isColored(streams.stdout, environment)),
    err: pc.createColors(isColored(streams.stderr, environment)),
  };
  // Results may go to a file while the terminal shows the progress, and the other way round.
  const screen = isInteractive(streams.stdout, environment)
    ? new FullScreen(streams, style.out)
    : screenBlocks(streams, style.out);
  const make = isInteractive(streams.stderr, environment) ? ttyReporter : plainReporter;
  const reporter = withScreen(make(streams, style), screen);
  return {
    emit(event) {
      reporter.emit(eventInContext(event, flags));
    },
    ready: (signal) => reporter.ready(signal),
    close: () => reporter.close(),
  };
}

function withScreen(progress: ProgressReporter, screen: Screen): Reporter {
  return {
    emit(event) {
      if (event.type === 'screen') {
        screen.show(event);
        return;
      }
      // Lines belong below the earlier ones, not into a screen.
      screen.close();
      progress.emit(event);
    },
    ready: (signal) => progress.ready(signal),
    close() {
      screen.close();
      return progress.close();
    },
  };
}

function isInteractive(output: Output, environment: Environment): boolean {
  return output.isTTY === true && !environment.CI && environment.TERM !== 'dumb';
}
