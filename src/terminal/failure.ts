/** Text of an error, and its exit code. */
import pc from 'picocolors';
import { exitCodes, messageOf, UserError } from '../base/user-error.ts';
import type { ReportFlags } from './choose.ts';
import { inContext } from './context.ts';
import type { Colors } from './format.ts';
import { wrapLines } from '../base/fit.ts';
import { printable } from '../base/printable.ts';
import { sourceStack } from './source-stack.ts';
import { columnsOf, isColored, type Streams } from './streams.ts';

/** The exit code of bugs. */
const bugExitCode = 1;

/** Prints the error to stderr; returns the exit code. */
export function reportFailure(
  error: unknown,
  flags: ReportFlags,
  { stderr }: Pick<Streams, 'stderr'> = process,
): number {
  const known = error instanceof UserError ? shownError(error, flags) : undefined;
  const exitCode = known === undefined ? bugExitCode : exitCodes[known.kind];
  const colors = pc.createColors(isColored(stderr, process.env));
  const columns = columnsOf(stderr, process.env);
  const text =
    flags.json === true
      ? JSON.stringify(failureJson(error, known, exitCode))
      : known === undefined
        ? bugText(error, colors)
        : userErrorText(known, {
            colors,
            columns,
            stack: flags.verbose === true ? stackOf(error) : undefined,
          });
  stderr.write(`${text}\n`);
  return exitCode;
}

/** The texts of an error, completed for this run. */
interface ShownError extends Pick<UserError, 'kind' | 'message' | 'hint'> {
  causes: readonly string[];
}

function shownError(error: UserError, flags: ReportFlags): ShownError {
  const { kind, message, hint } = error;
  return {
    kind,
    message: inContext(message, flags),
    hint: hint === undefined ? undefined : inContext(hint, flags),
    causes: causesOf(error).map((cause) => inContext(cause, flags)),
  };
}

function userErrorText(
  error: ShownError,
  { colors, columns, stack }: { colors: Colors; columns: number; stack: string | undefined },
): string {
  const lines = [
    `${colors.red('error:')} ${printable(error.message)}`,
    ...error.causes.map((cause) => `  because: ${printable(cause)}`),
    ...(error.hint === undefined ? [] : [`${colors.cyan('hint:')} ${printable(error.hint)}`]),
  ].map((line) => wrapLines(line, columns));
  return [...lines, ...(stack === undefined ? [] : [colors.dim(printable(stack))])].join('\n');
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
