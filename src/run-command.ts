/** Runs one command: makes what it needs, ends on Ctrl-C, and turns an error into text and an exit code. */
import { type Command, CommanderError, type OptionValues } from '@commander-js/extra-typings';
import { completion, type GlobalFlags, program } from './command-line.ts';
import type { Config } from './config/schema.ts';
import { exitCodes, UserError } from './base/user-error.ts';
import { watchOutput } from './terminal/lost-output.ts';
import { abandoned, interruption } from './base/interrupts.ts';
import type * as CompletionModule from './commands/completion.ts';
import type * as DepsModule from './deps.ts';
import type { Deps } from './ports.ts';

type Declared<Own extends OptionValues, Args extends unknown[] = []> = Command<Args, Own, GlobalFlags>;

/** Adds a command that works on a project: it receives kc-eb.yaml, read and checked, and its arguments. */
export function inProject<Own extends OptionValues, Args extends unknown[]>(
  command: Declared<Own, Args>,
  load: () => Promise<{
    run: (deps: Deps, config: Config, flags: Own & GlobalFlags, args: readonly string[]) => Promise<void>;
  }>,
): void {
  command.action(() =>
    execute(
      command,
      async ({ makeContext }, flags, reporter, signal) => {
        // Before the command is loaded: a missing kc-eb.yaml ends it here.
        const { deps, config } = await makeContext(flags, reporter, signal);
        const { run } = await load();
        await run(deps, config, flags, command.args);
      },
      { leavesAfterMs: 5_000 },
    ),
  );
}

/** Adds a command that needs neither kc-eb.yaml nor AWS. */
export function outsideProject<Own extends OptionValues>(
  command: Declared<Own>,
  load: () => Promise<{ run: (deps: Deps, flags: Own & GlobalFlags) => Promise<void> }>,
): void {
  command.action(() =>
    execute(command, async ({ makeDeps }, flags, reporter, signal) => {
      const { run } = await load();
      await run(makeDeps('us-east-1', undefined, reporter, signal), flags);
    }),
  );
}

/** Adds the command whose text needs nothing but the command line: no adapter is loaded. */
export function printsCompletion(load: () => Promise<typeof CompletionModule>): void {
  completion.action(async (shell) => {
    const { run } = await load();
    program.configureOutput().writeOut?.(run(program, shell, program.opts()));
  });
}

/**
 * Runs the command line. A wrong one has the exit code of wrong use (docs/exit-codes.md), not commander's 1. Returns the
 * stream of a run that only printed: nothing else of it is left.
 */
export async function runCommandLine(): Promise<'stdout' | 'stderr' | undefined> {
  watchOutput({ isJson: () => program.opts().json === true });
  try {
    await program.parseAsync();
    return program.args[0] === completion.name() ? 'stdout' : undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // --help and --version end this way.
    if (error.exitCode === 0) return 'stdout';
    process.exitCode = exitCodes.usage;
    const missing = error.code === 'commander.help';
    const flags = program.opts();
    // commander has printed the help.
    if (missing && flags.json !== true) return 'stderr';
    const what = missing ? 'The command is missing.' : error.message.replace(/^error: /, '');
    // Without the adapters of deps.ts.
    const { reportFailure } = await import('./terminal/failure.ts');
    reportFailure(new UserError('usage', what, { hint: 'kc-eb --help lists the commands.' }), flags);
    return 'stderr';
  }
}

async function execute<Own extends OptionValues, Args extends unknown[]>(
  command: Declared<Own, Args>,
  body: (
    module: typeof DepsModule,
    flags: Own & GlobalFlags,
    reporter: Deps['reporter'],
    signal: AbortSignal,
  ) => Promise<void>,
  { leavesAfterMs }: { leavesAfterMs?: number } = {},
): Promise<void> {
  const flags = { ...command.opts(), ...program.opts() };
  // --help needs none of it.
  const module = await import('./deps.ts');
  const reporter = module.makeReporter(flags);
  const signal = abortOnInterrupt(command.name());
  const ending = endSoon(signal, reporter, leavesAfterMs);
  try {
    await Promise.race([body(module, flags, reporter, signal), ending.late]);
    ending.clear();
    await reporter.close();
  } catch (error) {
    ending.clear();
    await reporter.close();
    process.exitCode = module.reportFailure(asInterrupted(error, signal), flags);
    // An open connection or a running subprocess would keep the process alive.
    if (signal.aborted) process.exit();
  }
}

/** The time after Ctrl-C within which most steps end without a message. */
const quietMs = 1_500;

/** `late` rejects when the command still runs `leavesAfterMs` after Ctrl-C; without a limit it never settles. */
function endSoon(
  signal: AbortSignal,
  reporter: Deps['reporter'],
  leavesAfterMs: number | undefined,
): { late: Promise<never>; clear: () => void } {
  const timers: NodeJS.Timeout[] = [];
  const late = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      const announce = (): void => {
        const text = 'Interrupted: running work is being ended. Press Ctrl-C again to leave at once.';
        reporter.emit({ type: 'message', level: 'warn', text });
      };
      timers.push(setTimeout(announce, quietMs));
      if (leavesAfterMs !== undefined) timers.push(setTimeout(reject, leavesAfterMs, abandoned()));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const clear = (): void => {
    timers.forEach(clearTimeout);
  };
  return { late, clear };
}

/** Ctrl-C also reaches subprocesses: their failures are not reported. A step may throw an error with more details. */
function asInterrupted(error: unknown, signal: AbortSignal): unknown {
  const known = error instanceof UserError && error.kind === 'interrupted';
  return signal.aborted && !known ? signal.reason : error;
}

/** The first Ctrl-C aborts the signal, the second ends the process at once. */
function abortOnInterrupt(command: string): AbortSignal {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(interruption(command));
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  return controller.signal;
}
