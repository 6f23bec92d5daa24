/** Text of an error, and its exit code. */
import pc from 'picocolors';
import { exitCodes, messageOf, UserError } from '../base/user-error.ts';
import { isColored, type ReportFlags } from './choose.ts';
import { inContext } from './context.ts';
import type { Colors } from './format.ts';
import { wrapLines } from '../base/fit.ts';
import { printable } from '../base/printable.ts';
import { sourceStack } from './source-stack.ts';
import { columnsOf, processStreams, type Streams } from './streams.ts';

/** The exit code of bugs. */
const bugExitCode = 1;

/** Prints the error to stderr; returns the exit code. */
export function reportFailure(
  error: unknown,
  flags: ReportFlags,
  streams: Streams = processStreams(),
): number {
  const known = error instanceof UserError ? shownError(error, flags) : undefined;
  const exitCode = known === undefined ? bugExitCode : exitCodes[known.kind];
  const colors = pc.createColors(isColored(streams.stderr, process.env));
  const columns = columnsOf(streams.stderr, process.env);
  const text =
    flags.json === true
      ? JSON.stringify(failureJson(error, known, exitCode))
      : known === undefined
        ? bugText(error, colors)
        : userErrorText(known, flags.verbose === true, { colors, columns });
  streams.stderr.write(`${text}\n`);
  return exitCode;
}

/** The texts of an error, completed for this run. */
interface ShownError extends Pick<UserError, 'kind' | 'message' | 'hint'> {
  causes: readonly string[];
  stack: string;
}

function shownError(error: UserError, flags: ReportFlags): ShownError {
  const { kind, message, hint } = error;
  return {
    kind,
    message: inContext(message, flags),
    hint: hint === undefined ? undefined : inContext(hint, flags),
    causes: causesOf(error).map((cause) => inContext(cause, flags)),
    stack: stackOf(error),
  };
}

function userErrorText(
  error: ShownError,
  verbose: boolean,
  { colors, columns }: { colors: Colors; columns: number },
): string {
  const lines = [
    `${colors.red('error:')} ${printable(error.message)}`,
    ...error.causes.map((cause) => `  because: ${printable(cause)}`),
    ...(error.hint === undefined ? [] : [`${colors.cyan('hint:')} ${printable(error.hint)}`]),
  ].map((line) => wrapLines(line, columns));
  return [...lines, ...(verbose ? [colors.dim(printable(error.stack))] : [])].join('\n');
}

/** Returns the messages of the causes, without those that the message contains. */
function causesOf(error: Error): string[] {
  const causes: string[] = [];
  for (
    let cause = error.cause;
    cause !== undefined;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    const text = messageOf(cause).trim();
    if (text !== '' && !error.message.includes(text)) causes.push(text);
  }
  return causes;
}

function bugText(error: unknown, colors: Colors): string {
  return [
    `${colors.red('This is a bug in kc-eb.')} Please report it with this text:`,
    printable(stackOf(error)),
  ].join('\n');
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = sourceStack(error.stack ?? error.message);
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}

function failureJson(error: unknown, known: ShownError | undefined, exitCode: number): object {
  return known === undefined
    ? { type: 'error', kind: 'bug', message: messageOf(error), stack: stackOf(error), exitCode }
    : {
        type: 'error',
        kind: known.kind,
        message: known.message,
        causes: known.causes,
        hint: known.hint,
        exitCode,
      };
}
