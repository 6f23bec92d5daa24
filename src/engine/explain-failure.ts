/** Explains failures of container engines by their output. */
import { UserError } from '../base/user-error.ts';

/** Output of docker and podman with its explanation; the first match applies. */
const explanations: readonly { pattern: RegExp; what: string; hint: string }[] = [
  {
    pattern: /cannot connect to the docker daemon|is the docker daemon running|podman machine/i,
    what: 'the daemon does not answer',
    hint: 'Start it: systemctl start docker, podman machine start or finch vm start.',
  },
  {
    pattern: /permission denied while trying to connect/i,
    what: 'this user may not use the daemon',
    hint: 'Run kc-eb as root or as a member of the group docker.',
  },
  {
    pattern: /no space left on device/i,
    what: 'the disk is full',
    hint: 'docker system df lists the disk usage; docker builder prune frees the build cache.',
  },
  {
    pattern: /no basic auth credentials|unauthorized|denied:|access to the resource is denied|403 forbidden/i,
    what: 'the registry rejected the request',
    hint: 'docs/aws.md lists the ECR permissions that kc-eb needs. For a base image in a private registry, run docker login first.',
  },
  {
    pattern: /x509|certificate (signed by|verify|has expired)/i,
    what: "the registry's certificate is not trusted",
    hint: "Copy the authority's certificate to /etc/docker/certs.d/HOST/ca.crt. A proxy that decrypts TLS has its own authority.",
  },
  {
    pattern: /server gave http response to https client/i,
    what: 'the registry uses plain HTTP',
    hint: 'Only Local Beanstalk does. Docker, Podman and Finch accept it on 127.0.0.1 only.',
  },
  {
    pattern: /manifest unknown|manifest for .* not found|no such image|repository does not exist/i,
    what: 'image not found',
    hint: 'Check keycloak.version and keycloak.image in kc-eb.yaml.',
  },
  {
    pattern: /no such host|connection refused|i\/o timeout|network is unreachable|tls handshake timeout/i,
    what: 'the registry cannot be reached',
    hint: "Check the network and the daemon's own proxy settings: the daemon ignores those of your shell.",
  },
  {
    pattern: /exec format error|no match for platform/i,
    what: 'this machine cannot run images for {platform}',
    hint: 'Set up emulation (docker run --privileged --rm tonistiigi/binfmt --install {architecture}), or build on such a machine.',
  },
];

const linesShown = 12;

/** Returns UserError 'engine' with the last lines of the program's output. */
export function explainEngineFailure(
  program: string,
  argv: readonly string[],
  exitCode: number | undefined,
  lines: readonly string[],
): UserError {
  const command = `${program} ${argv[0] ?? ''}`.trim();
  if (exitCode === undefined) return new UserError('engine', `${program} can no longer be run.`);
  const text = lines.join('\n');
  const filled = (words: string): string => {
    const platform = platformOf(argv);
    return words
      .replace('{platform}', platform ?? 'another processor')
      .replace('{architecture}', platform?.split('/')[1] ?? 'all');
  };
  const known = explanations.find(({ pattern }) => pattern.test(text));
  const output = lines
    .slice(-linesShown)
    .map((line) => `\n  ${line}`)
    .join('');
  return new UserError(
    'engine',
    `${command} failed${known === undefined ? ` with exit code ${exitCode}` : `: ${filled(known.what)}`}.${output}`,
    { hint: known === undefined ? `--verbose prints the whole output of ${program}.` : filled(known.hint) },
  );
}

/** linux/arm64 */
function platformOf(argv: readonly string[]): string | undefined {
  const place = argv.indexOf('--platform');
  return place === -1 ? undefined : argv[place + 1];
}
