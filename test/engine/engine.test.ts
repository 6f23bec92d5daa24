import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dockerBuild } from '../../src/engine/commands.ts';
import { findEngine } from '../../src/engine/engine.ts';
import { UserError } from '../../src/base/user-error.ts';
import { Secret } from '../../src/base/secret.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

/** A PATH with programs that are shell scripts of these bodies. */
function pathWith(programs: Record<string, string>): { PATH: string } {
  const folder = temporaryFolder();
  for (const [name, body] of Object.entries(programs)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  }
  return { PATH: folder };
}

const works = 'exit 0';
const noDaemon = 'echo "Client: 28"; echo "Cannot connect to the Docker daemon at unix:///x." >&2; exit 1';

describe('finding the engine', () => {
  test.each<{ programs: Record<string, string>; expected: string }>([
    { programs: { docker: works, podman: works, finch: works }, expected: 'docker' },
    { programs: { podman: works, finch: works }, expected: 'podman' },
    { programs: { finch: works }, expected: 'finch' },
    { programs: { docker: noDaemon, podman: works }, expected: 'podman' },
  ])('$expected of $programs', async ({ programs, expected }) => {
    expect(await findEngine(pathWith(programs)).name()).toBe(expected);
  });

  test('KC_EB_ENGINE comes before what is on PATH', async () => {
    const { PATH } = pathWith({ docker: works, nerdctl: works });
    expect(await findEngine({ PATH, KC_EB_ENGINE: 'nerdctl' }).name()).toBe('nerdctl');
  });

  test('no engine: the hint names one to install', async () => {
    await expect(findEngine(pathWith({})).name()).rejects.toMatchObject({
      kind: 'engine',
      message: expect.stringContaining('docker, podman, finch') as unknown,
      hint: expect.stringContaining('Install Docker') as unknown,
    });
  });

  test('KC_EB_ENGINE names nothing', async () => {
    await expect(
      findEngine({ ...pathWith({ docker: works }), KC_EB_ENGINE: 'dokcer' }).name(),
    ).rejects.toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/KC_EB_ENGINE: "dokcer"/) as unknown,
    });
  });

  test('a daemon that does not answer is not an absent engine', async () => {
    await expect(findEngine(pathWith({ docker: noDaemon })).name()).rejects.toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(
        /docker is installed.*: Cannot connect to the Docker daemon at unix/,
      ) as unknown,
      hint: expect.stringContaining('Start it') as unknown,
    });
  });
});

describe('that does not end', () => {
  const reason = new UserError('interrupted', 'Interrupted.');

  test.each(['exec /bin/sleep 60', '/bin/sleep 60', 'trap "" TERM; while :; do /bin/sleep 1; done'])(
    'whose version has no answer: %s',
    async (hangs) => {
      const engine = findEngine(pathWith({ docker: hangs }), { versionMs: 200 });
      await expect(engine.name()).rejects.toMatchObject({
        kind: 'engine',
        message: expect.stringMatching(/docker is installed.*"docker version" .* 0\.2 s/) as unknown,
      });
    },
  );

  test.each(['exec /bin/sleep 60', '/bin/sleep 60'])('Ctrl-C ends a run of it: %s', async (hangs) => {
    const controller = new AbortController();
    const program = `[ "$1" = version ] && exit 0; echo begun; ${hangs}`;
    const engine = findEngine(pathWith({ docker: program }), { signal: controller.signal });
    const run = engine.run(['push'], {
      onLine: () =>
        setTimeout(() => {
          controller.abort(reason);
        }, 50),
    });
    await expect(run).rejects.toBe(reason);
    await expect(engine.run(['push'])).rejects.toBe(reason);
  });
});

describe('running it', () => {
  test('arguments reach the program unchanged, without a shell', async () => {
    const engine = findEngine(pathWith({ docker: 'for a in "$@"; do echo "<$a>"; done' }));
    const { stdout } = await engine.run(['tag', 'a b', '$(id)', '; exit 3', "it's"]);
    expect(stdout.split('\n')).toEqual(['<tag>', '<a b>', '<$(id)>', '<; exit 3>', "<it's>"]);
  });

  test.each([
    ['podman', true, '<login> <--tls-verify=false> <registry>'],
    ['podman', false, '<login> <registry>'],
    ['docker', true, '<login> <registry>'],
  ])('%s, the registry on plain HTTP: %j', async (program, plainHttp, expected) => {
    const echo = `printf '<%s> ' "$@"`;
    const engine = findEngine(pathWith({ [program]: echo }), { plainHttp });
    expect((await engine.run(['login', 'registry'])).stdout.trim()).toBe(expected);
    expect((await engine.run(['build', '.'])).stdout.trim()).toBe('<build> <.>');
  });

  test('a secret goes by standard input', async () => {
    const engine = findEngine(pathWith({ docker: 'read line; echo "got $line, $# arguments"' }));
    const { stdout } = await engine.run(['login'], { input: new Secret('s3cret') });
    expect(stdout).toBe('got s3cret, 1 arguments');
  });

  test('variables go through its environment, and lines with a secret are redacted', async () => {
    const engine = findEngine(pathWith({ docker: 'echo "$KC_X, $# arguments"; echo "--password=$KC_X"' }));
    const lines: string[] = [];
    const { stdout } = await engine.run(['run', '--env', 'KC_X'], {
      env: { KC_X: 'canary' },
      onLine: (line) => lines.push(line),
    });
    expect(stdout.split('\n')[0]).toBe('canary, 3 arguments');
    expect(lines).toEqual(['canary, 3 arguments', '[redacted]']);
  });

  test('lines of both streams arrive in their order', async () => {
    const engine = findEngine(
      pathWith({ docker: 'echo one; /bin/sleep 0.1; echo two >&2; /bin/sleep 0.1; echo three' }),
    );
    const lines: string[] = [];
    await engine.run(['push'], { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  test('it runs in the folder asked for', async () => {
    const cwd = temporaryFolder();
    expect(await findEngine(pathWith({ docker: 'pwd' })).run(['x'], { cwd })).toEqual({
      stdout: cwd,
      exitCode: 0,
    });
  });
});

describe('the builder', () => {
  const withoutBuildx = 'if [ "$1" = buildx ]; then exit 1; fi; echo "DOCKER_BUILDKIT=$DOCKER_BUILDKIT"';
  const withBuildx = 'echo "DOCKER_BUILDKIT=$DOCKER_BUILDKIT"';
  test.each<{ title: string; programs: Record<string, string>; set?: string; seen: string }>([
    { title: 'docker without buildx', programs: { docker: withoutBuildx }, seen: '0' },
    { title: 'docker with buildx', programs: { docker: withBuildx }, seen: '' },
    { title: 'what the user has set', programs: { docker: withoutBuildx }, set: '1', seen: '1' },
    { title: 'podman', programs: { podman: withoutBuildx }, seen: '' },
  ])('$title: DOCKER_BUILDKIT=$seen', async ({ programs, set, seen }) => {
    const engine = findEngine({ ...pathWith(programs), ...(set !== undefined && { DOCKER_BUILDKIT: set }) });
    expect(await engine.run(['build', '.'])).toMatchObject({ stdout: `DOCKER_BUILDKIT=${seen}` });
  });
});

/** Each line was seen from docker 28.2.2, ECR's registry or podman. */
describe('a failure', () => {
  test.each([
    [
      'push',
      'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused',
      'the registry cannot be reached',
    ],
    [
      'push',
      'Get "https://1.dkr.ecr.us-east-1.amazonaws.com/v2/": dial tcp: lookup 1.dkr.ecr.us-east-1.amazonaws.com on 10.0.0.1:53: no such host',
      'the registry cannot be reached',
    ],
    ['push', 'no basic auth credentials', 'the registry rejected the request'],
    [
      'push',
      'denied: User: arn:aws:iam::1:user/x is not authorized to perform: ecr:InitiateLayerUpload',
      'the registry rejected the request',
    ],
    [
      'pull',
      'Get "https://x/v2/": x509: certificate signed by unknown authority',
      "the registry's certificate is not trusted",
    ],
    [
      'build',
      'manifest for quay.io/keycloak/keycloak:26.99.0 not found: manifest unknown',
      'image not found',
    ],
    ['build', 'write /var/lib/docker/tmp/x: no space left on device', 'the disk is full'],
    [
      'build',
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
      'this user may not use the daemon',
    ],
  ])('%s: %s', async (verb, said, what) => {
    const engine = findEngine(
      pathWith({ docker: `[ "$1" = version ] && exit 0; echo '${said}' >&2; exit 1` }),
    );
    await expect(engine.run([verb])).rejects.toMatchObject({
      kind: 'engine',
      message: `docker ${verb} failed: ${what}.\n  ${said}`,
      hint: expect.any(String) as unknown,
    });
  });

  test('anything else: its exit code and its last lines', async () => {
    const engine = findEngine(
      pathWith({
        docker:
          '[ "$1" = version ] && exit 0; i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo "line $i"; done; exit 17',
      }),
    );
    const error = (await engine.run(['build']).catch((reason: unknown) => reason)) as Error;
    expect(error.message.split('\n')).toEqual([
      'docker build failed with exit code 17.',
      ...Array.from({ length: 12 }, (_, index) => `  line ${index + 29}`),
    ]);
  });
});

test.each([
  ['linux/arm64', 'arm64'],
  ['linux/amd64', 'amd64'],
])('a machine without emulation cannot build for %s', async (platform, architecture) => {
  const broken = 'case "$1" in build) echo "exec /bin/sh: exec format error" >&2; exit 1;; *) exit 0;; esac';
  const engine = findEngine(pathWith({ podman: broken }));
  await expect(engine.run(dockerBuild({ uri: 'id:1', platform }, '.'))).rejects.toMatchObject({
    kind: 'engine',
    message: expect.stringContaining(platform) as unknown,
    hint: expect.stringContaining(`--install ${architecture}`) as unknown,
  });
});
