/** The container engine: found once, run without a shell, its failures explained. */
import type { ResultPromise } from 'execa';
import { UserError } from '../base/user-error.ts';
import { redactLines } from '../base/redact.ts';
import type { Engine, EngineRunOptions } from '../ports.ts';
import { explainEngineFailure } from './explain-failure.ts';
import { unlessAborted } from '../system/abort.ts';

/** Engines with the same commands and flags, as far as kc-eb uses them. */
const programs = ['docker', 'podman', 'finch'] as const;

const installHint =
  'Install Docker (https://docs.docker.com/engine/install/), Podman or Finch, or set KC_EB_ENGINE to another program.';

/** Commands that need a flag for Local Beanstalk's registry on plain HTTP; docker and finch need none for 127.0.0.1. */
const podmanPlainHttp = new Set(['login', 'push', 'pull']);

/** Limit for `docker version`: it takes milliseconds, or for ever when the daemon hangs. */
const versionLimitMs = 10_000;

interface FindOptions {
  plainHttp?: boolean;
  /** Ctrl-C: ends the running program. */
  signal?: AbortSignal;
  versionMs?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The first of docker, podman and finch whose daemon answers, or the program that KC_EB_ENGINE names. The first use
 * searches it. Its methods reject with UserError 'engine'.
 */
export function findEngine(
  environment: Environment = process.env,
  { plainHttp = false, signal, versionMs = versionLimitMs }: FindOptions = {},
): Engine {
  let found: Promise<string> | undefined;
  let legacy: Promise<boolean> | undefined;
  const limits = { signal, limitMs: versionMs };
  const name = (): Promise<string> => (found ??= findProgram(environment, limits));

  /** Tests for buildx, which docker 23 and later need and some distributions omit; the old builder works without. */
  const needsLegacyBuilder = async (program: string): Promise<boolean> =>
    environment.DOCKER_BUILDKIT === undefined &&
    program.endsWith('docker') &&
    (await attempt(program, ['buildx', 'version'], environment, limits)).exitCode !== 0;

  return {
    name,
    async run(argv, options = {}) {
      const program = await name();
      const [verb = '', ...rest] = argv;
      const build = verb === 'build' && (await (legacy ??= needsLegacyBuilder(program)));
      const env = { ...environment, ...options.env, ...(build && { DOCKER_BUILDKIT: '0' }) };
      const insecure = plainHttp && program.endsWith('podman') && podmanPlainHttp.has(verb);
      const full = insecure ? [verb, '--tls-verify=false', ...rest] : argv;
      const { exitCode, stdout, lines } = await attempt(program, full, env, { ...options, signal });
      const { exitCodes = [0] } = options;
      if (exitCode === undefined || !exitCodes.includes(exitCode)) {
        throw explainEngineFailure(program, argv, exitCode, lines);
      }
      return { stdout, exitCode };
    },
  };
}

async function findProgram(environment: Environment, limits: Limits): Promise<string> {
  const wanted = environment.KC_EB_ENGINE;
  const silent: { program: string; lines: readonly string[] }[] = [];
  for (const program of wanted === undefined ? programs : [wanted]) {
    const { exitCode, lines, late } = await attempt(program, ['version'], environment, limits);
    if (exitCode === 0) return program;
    const output = late ? [`"${program} version" timed out after ${(limits.limitMs ?? 0) / 1000} s`] : lines;
    if (exitCode !== undefined) silent.push({ program, lines: output });
  }
  const [first] = silent;
  if (first !== undefined) {
    throw new UserError(
      'engine',
      `${first.program} is installed, but its daemon does not answer: ${first.lines.at(-1) ?? 'no output'}`,
      {
        hint: 'Start it: systemctl start docker, podman machine start or finch vm start. Docker needs root or the group docker.',
      },
    );
  }
  throw new UserError(
    'engine',
    wanted === undefined
      ? `Container engine not found on PATH: ${programs.join(', ')}.`
      : `Cannot run the program in KC_EB_ENGINE: "${wanted}".`,
    { hint: installHint },
  );
}

interface Outcome {
  /** undefined: the program did not start; -1: a signal ended it. */
  exitCode: number | undefined;
  stdout: string;
  /** Lines of stdout and stderr, in order of arrival. */
  lines: readonly string[];
  /** Whether the time limit ended it. */
  late: boolean;
}

interface Limits {
  signal?: AbortSignal | undefined;
  limitMs?: number;
}

/** Runs the program. Rejects with the signal's reason, even when the program ignores the signal. */
async function attempt(
  program: string,
  argv: readonly string[],
  env: Environment,
  { signal, limitMs, ...options }: EngineRunOptions & Limits = {},
): Promise<Outcome> {
  const { input, cwd } = options;
  const { execa } = await import('execa');
  signal?.throwIfAborted();
  const limit = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs);
  const end = AbortSignal.any([signal, limit].filter((one) => one !== undefined));
  const child = execa(program, argv, {
    env,
    extendEnv: false,
    all: true,
    reject: false,
    // execa sends SIGTERM, and SIGKILL some seconds later.
    cancelSignal: end,
    ...(input === undefined
      ? { stdin: 'ignore' as const }
      : { input: typeof input === 'string' ? input : input.reveal() }),
    ...(cwd !== undefined && { cwd }),
  });
  const lines: string[] = [];
  try {
    return await unlessAborted(end, readOutcome(child, lines, options));
  } catch (error) {
    if (!end.aborted) throw error;
    // Its children may keep the pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
    signal?.throwIfAborted();
    return { exitCode: -1, stdout: '', lines, late: true };
  }
}

async function readOutcome(
  child: ResultPromise<{ all: true; reject: false }>,
  lines: string[],
  { input, onLine }: EngineRunOptions,
): Promise<Outcome> {
  for await (const written of child.iterable({ from: 'all' })) {
    // A program may repeat its input, and a build prints each line of its Dockerfile.
    const line = redactLines(
      typeof input === 'object' ? written.replaceAll(input.reveal(), String(input)) : written,
    );
    lines.push(line);
    onLine?.(line);
  }
  const result = await child;
  const neverRan = result.code === 'ENOENT' || result.code === 'EACCES';
  return {
    exitCode: neverRan ? undefined : (result.exitCode ?? -1),
    stdout: result.stdout,
    lines,
    late: false,
  };
}
