/** What container engines say when they fail, in words a user can act on. */
import { UserError } from '../base/user-error.ts';

/** As docker and podman word it; the first that matches explains. */
const explanations: readonly { pattern: RegExp; what: string; hint: string }[] = [
  {
    pattern: /cannot connect to the docker daemon|is the docker daemon running|podman machine/i,
    what: 'the daemon does not answer',
    hint: 'Start it: systemctl start docker, podman machine start or finch vm start.',
  },
  {
    pattern: /permission denied while trying to connect/i,
    what: 'you may not use the daemon',
    hint: 'Run kc-eb as root or as a member of the group docker.',
  },
  {
    pattern: /no space left on device/i,
    what: 'the disk is full',
    hint: 'docker system df shows what fills it; docker builder prune frees the build cache.',
  },
  {
    pattern: /no basic auth credentials|unauthorized|denied:|access to the resource is denied|403 forbidden/i,
    what: 'the registry refused',
    hint: 'README.md lists the ECR permissions kc-eb needs; a base image of a private registry needs a login of your own first.',
  },
  {
    pattern: /x509|certificate (signed by|verify|has expired)/i,
    what: "the registry's certificate is not trusted",
    hint: "Put the authority's certificate into /etc/docker/certs.d/HOST/ca.crt (a proxy that opens TLS has one of its own).",
  },
  {
    pattern: /server gave http response to https client/i,
    what: 'the registry speaks plain HTTP',
    hint: 'Only Local Beanstalk does; docker, podman and finch take that of 127.0.0.1.',
  },
  {
    pattern: /manifest unknown|manifest for .* not found|no such image|repository does not exist/i,
    what: 'there is no such image',
    hint: 'Check keycloak.version and keycloak.image in kc-eb.yaml.',
  },
  {
    pattern: /no such host|connection refused|i\/o timeout|network is unreachable|tls handshake timeout/i,
    what: 'the registry cannot be reached',
    hint: "Check the network, and the daemon's own proxy settings: it does not take those of your shell.",
  },
  {
    pattern: /exec format error|no match for platform/i,
    what: 'this machine cannot run images for linux/amd64',
    hint: 'Set up emulation: docker run --privileged --rm tonistiigi/binfmt --install amd64.',
  },
];

const linesShown = 12;

/** UserError 'engine' with the last lines the program wrote. */
export function explainEngineFailure(
  program: string,
  argv: readonly string[],
  exitCode: number | undefined,
  lines: readonly string[],
): UserError {
  const command = `${program} ${argv[0] ?? ''}`.trim();
  if (exitCode === undefined) return new UserError('engine', `${program} cannot be run any more.`);
  const text = lines.join('\n');
  const known = explanations.find(({ pattern }) => pattern.test(text));
  const said = lines
    .slice(-linesShown)
    .map((line) => `\n  ${line}`)
    .join('');
  return new UserError(
    'engine',
    `${command} failed${known === undefined ? ` with exit code ${exitCode}` : `: ${known.what}`}.${said}`,
    { hint: known?.hint ?? `--verbose shows all that ${program} wrote.` },
  );
}
