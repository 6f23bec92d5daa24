/** Runs one command: makes what it needs, ends on Ctrl-C, and turns whatever is thrown into words and an exit code. */
import { type Command, CommanderError } from 'commander';
import type { Config } from './config/schema.ts';
import { exitCodes, UserError } from './base/user-error.ts';
import { abandoned, interruption } from './base/interrupt-words.ts';
import type * as DepsModule from './deps.ts';
import type { GlobalFlags } from './deps.ts';
import type { Deps } from './ports.ts';

/** `never` for flags: each command declares those it reads, and cli.ts declares the same to commander. */
type Action = (options: unknown, command: Command) => Promise<void>;

/** A command that works on a project: it gets kc-eb.yaml, read and checked. */
export function inProject(
  load: () => Promise<{ run: (deps: Deps, config: Config, flags: never) => Promise<void> }>,
): Action {
  return (_options, command) =>
    execute(
      command,
      async ({ makeContext }, flags, reporter, signal) => {
        const [{ run }, { deps, config }] = await Promise.all([load(), makeContext(flags, reporter, signal)]);
        await run(deps, config, flags as never);
      },
      { leavesAfterMs: 5_000 },
    );
}

/** A command that needs no kc-eb.yaml and no AWS. */
export function outsideProject(
  load: () => Promise<{ run: (deps: Deps, flags: never) => Promise<void> }>,
): Action {
  return (_options, command) =>
    execute(command, async ({ makeDeps }, flags, reporter, signal) => {
      const { run } = await load();
      await run(makeDeps('us-east-1', undefined, reporter, signal), flags as never);
    });
}

/** Runs what the command line names; one that is wrong is wrong use (docs/exit-codes.md), not commander's exit code 1. */
export async function runCommandLine(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Of --help and --version.
    if (error.exitCode === 0) return;
    process.exitCode = exitCodes.usage;
    const missing = error.code === 'commander.help';
    // The help that was shown says it.
    if (missing && !isJson(program)) return;
    const what = missing ? 'No command was given.' : error.message.replace(/^error: /, '');
    const { reportFailure } = await import('./deps.ts');
    const hint = 'kc-eb --help lists the commands.';
    reportFailure(new UserError('usage', what, { hint }), program.opts<GlobalFlags>());
  }
}

export function isJson(program: Command): boolean {
  return program.opts<GlobalFlags>().json === true;
}

async function execute(
  command: Command,
  body: (
    module: typeof DepsModule,
    flags: GlobalFlags,
    reporter: Deps['reporter'],
    signal: AbortSignal,
  ) => Promise<void>,
  { leavesAfterMs }: { leavesAfterMs?: number } = {},
): Promise<void> {
  const flags = command.optsWithGlobals<GlobalFlags>();
  // Imported here: --help needs none of it.
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
    // Whatever is left open (a connection, a program that does not end) is not waited for.
    if (signal.aborted) process.exit();
  }
}

/** So long a step may take to end before the user hears that something is being ended. */
const quietMs = 1_500;

/** `late` rejects when what ran has not ended by itself so long after Ctrl-C; for ever pending without a limit. */
function endSoon(
  signal: AbortSignal,
  reporter: Deps['reporter'],
  leavesAfterMs: number | undefined,
): { late: Promise<never>; clear: () => void } {
  const timers: NodeJS.Timeout[] = [];
  const late = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      const say = (): void => {
        const text = 'Interrupted: ending what runs. Ctrl-C again leaves at once.';
        reporter.emit({ type: 'message', level: 'warn', text });
      };
      timers.push(setTimeout(say, quietMs));
      if (leavesAfterMs !== undefined) timers.push(setTimeout(reject, leavesAfterMs, abandoned()));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const clear = (): void => {
    timers.forEach(clearTimeout);
  };
  return { late, clear };
}

/** Ctrl-C reaches subprocesses, too; that they failed of it is no news. What knows more of it says so itself. */
function asInterrupted(error: unknown, signal: AbortSignal): unknown {
  const known = error instanceof UserError && error.kind === 'interrupted';
  return signal.aborted && !known ? signal.reason : error;
}

/** First Ctrl-C: what runs ends and the command says what goes on. Second: out at once. */
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
