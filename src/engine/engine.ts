/** The container engine's command line: found once, run without a shell, its failures explained. */
import { execa, type ResultPromise } from 'execa';
import { UserError } from '../base/user-error.ts';
import { redactLines } from '../base/redact.ts';
import type { Engine, EngineRunOptions } from '../ports.ts';
import { explainEngineFailure } from './explain-failure.ts';
import { unlessAborted } from '../system/abort.ts';

/** Alike in all that kc-eb uses of them. */
const programs = ['docker', 'podman', 'finch'] as const;

const installHint =
  'Install Docker (https://docs.docker.com/engine/install/), Podman or Finch; KC_EB_ENGINE names another program.';

/** Where the registry is Local Beanstalk's, on plain HTTP: docker and finch take that of 127.0.0.1 unasked. */
const podmanPlainHttp = new Set(['login', 'push', 'pull']);

/** `docker version` takes milliseconds; one whose daemon hangs takes for ever. */
const versionLimitMs = 10_000;

interface FindOptions {
  plainHttp?: boolean;
  /** Of Ctrl-C: what runs is told to end. */
  signal?: AbortSignal;
  versionMs?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The first of docker, podman and finch whose daemon answers, or the program that KC_EB_ENGINE names. Looked for
 * at the first use. Rejects with UserError 'engine'.
 */
export function findEngine(
  environment: Environment = process.env,
  { plainHttp = false, signal, versionMs = versionLimitMs }: FindOptions = {},
): Engine {
  let found: Promise<string> | undefined;
  let legacy: Promise<boolean> | undefined;
  const limits = { signal, limitMs: versionMs };
  const name = (): Promise<string> => (found ??= findProgram(environment, limits));

  /** docker 23 and later build with a plugin that distributions leave out; without it, the old builder serves. */
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
    const said = late
      ? [`"${program} version" had no answer within ${(limits.limitMs ?? 0) / 1000} s`]
      : lines;
    if (exitCode !== undefined) silent.push({ program, lines: said });
  }
  const [first] = silent;
  if (first !== undefined) {
    throw new UserError(
      'engine',
      `${first.program} is installed, but does not answer: ${first.lines.at(-1) ?? 'it said nothing'}`,
      {
        hint: 'Start it (systemctl start docker, podman machine start, finch vm start), and see that you may use it (group docker, or root).',
      },
    );
  }
  throw new UserError(
    'engine',
    wanted === undefined
      ? `No container engine: none of ${programs.join(', ')} is on PATH.`
      : `KC_EB_ENGINE names "${wanted}", which cannot be run.`,
    { hint: installHint },
  );
}

interface Outcome {
  /** undefined: the program could not be started; -1: a signal ended it. */
  exitCode: number | undefined;
  stdout: string;
  /** Of stdout and stderr, in the order they came. */
  lines: readonly string[];
  /** Ended since its time was over. */
  late: boolean;
}

interface Limits {
  signal?: AbortSignal | undefined;
  limitMs?: number;
}

/** Rejects with the signal's reason, whether the program heeds it or not. */
async function attempt(
  program: string,
  argv: readonly string[],
  env: Environment,
  { signal, limitMs, ...options }: EngineRunOptions & Limits = {},
): Promise<Outcome> {
  const { input, cwd } = options;
  signal?.throwIfAborted();
  const limit = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs);
  const end = AbortSignal.any([signal, limit].filter((one) => one !== undefined));
  const child = execa(program, argv, {
    env,
    extendEnv: false,
    all: true,
    reject: false,
    // It is asked to end (SIGTERM), and made to after some seconds.
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
    // Its own children may hold them open for as long as they like.
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
    // A program may repeat what it was told, and a build each line of its Dockerfile.
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
