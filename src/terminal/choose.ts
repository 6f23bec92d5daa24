/** Chooses the reporter of a command. */
import pc from 'picocolors';
import type { Reporter } from '../ports.ts';
import { jsonReporter } from './json.ts';
import { plainReporter } from './plain.ts';
import { type Output, processStreams, type Streams } from './streams.ts';
import { ttyReporter } from './tty.ts';

export interface ReportFlags {
  json?: boolean;
  /** Shows the output of subprocesses, and the stacks of errors. */
  verbose?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Makes the reporter: spinners on a terminal, lines elsewhere (a pipe, a file, CI), JSON with --json. */
export function makeReporter(
  flags: ReportFlags,
  streams: Streams = processStreams(),
  environment: Environment = process.env,
): Reporter {
  if (flags.json === true) return jsonReporter(streams);
  const verbose = flags.verbose === true;
  const style = {
    verbose,
    out: pc.createColors(isColored(streams.stdout, environment)),
    err: pc.createColors(isColored(streams.stderr, environment)),
  };
  const interactive = streams.stderr.isTTY === true && !environment.CI && environment.TERM !== 'dumb';
  return interactive ? ttyReporter(streams, style) : plainReporter(streams, style);
}

/** Follows https://no-color.org: NO_COLOR that is set and not empty means no colour. */
export function isColored(output: Output, environment: Environment): boolean {
  return output.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
