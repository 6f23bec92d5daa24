/** Runs the keycloak service of a rendered docker-compose.yml in a container that stands for the instance. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { asRelease } from '../fakes/example-config.ts';
import { type Bench, writeEnvFile } from './bench.ts';
import type { Deployable } from './deployable.ts';

interface Service {
  image: string;
  command: string[];
  environment: Record<string, string>;
  cap_drop: string[];
  security_opt: string[];
}

interface Answer {
  status: number;
  body: string;
}

export interface KeycloakContainer {
  /** Lines until `ending` is among them. Rejects when the container ends before, or after five minutes. */
  started(ending: RegExp): Promise<string[]>;
  /** Sends a request like nginx on the same instance: on 127.0.0.1, with the headers of the load balancer. */
  ask(request: { port: number; path: string; form?: Record<string, string> }): Promise<Answer>;
  exec: (argv: readonly string[]) => Promise<string>;
  remove(): Promise<void>;
}

const timeoutMs = 300_000;

/** The line after which it serves and has joined. */
export function endOfStart(version: string): RegExp {
  return asRelease(version).traits.bootstrapLine
    ? /Bootstrap completed in/
    : /Keycloak \S+ on JVM .* started in/;
}

/**
 * network_mode: host is left to the container's own network, which has the instance's private address; everything else
 * is compose's.
 */
export async function runKeycloak(
  { docker, folder, network, address: first, label }: Bench,
  name: string,
  { bundle, properties }: Pick<Deployable, 'bundle' | 'properties'>,
  address = first,
): Promise<KeycloakContainer> {
  const composeYaml = bundle.get('docker-compose.yml') ?? '';
  const { keycloak } = (parse(composeYaml) as { services: { keycloak: Service } }).services;
  const dotEnv = { ...properties, KC_EB_INSTANCE_ID: 'i-0123456789abcdef0', KC_EB_PRIVATE_IP: address };
  const environment = Object.entries(keycloak.environment).map(
    ([variable, value]) => [variable, interpolate(value, dotEnv)] as const,
  );
  const envFile = join(folder, `${name}.env`);
  await writeEnvFile(envFile, { ...dotEnv, ...Object.fromEntries(environment) });
  await docker.run([
    ...['run', '--detach', '--name', name, '--label', label, '--network', network, '--ip', address],
    ...keycloak.cap_drop.flatMap((name) => ['--cap-drop', name]),
    ...keycloak.security_opt.flatMap((option) => ['--security-opt', option]),
    ...['--env-file', envFile, keycloak.image, ...keycloak.command],
  ]);
  const logs = async (): Promise<readonly string[]> => (await docker.attempt(['logs', name])).lines;
  return {
    async started(ending) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const lines = await logs();
        if (lines.some((line) => ending.test(line))) return [...lines];
        const running = await docker.run(['inspect', name, '--format', '{{.State.Running}}']);
        if (running !== 'true' || Date.now() > deadline) {
          throw new Error(`${name} has not started:\n${(await logs()).slice(-40).join('\n')}`);
        }
        await sleep(500);
      }
    },
    async ask({ port, path, form }) {
      const body = form === undefined ? '' : new URLSearchParams(form).toString();
      const request = [
        `${form === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`,
        'Host: id.example.com',
        'X-Forwarded-For: 192.0.2.1',
        'X-Forwarded-Proto: https',
        'X-Forwarded-Port: 443',
        'Connection: close',
        ...(form === undefined
          ? []
          : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`]),
      ];
      // The image has no curl.
      const script = `exec 3<>/dev/tcp/127.0.0.1/${port} && cat >&3 && cat <&3`;
      const answer = await docker.run(['exec', '--interactive', name, 'bash', '-c', script], {
        input: `${request.join('\r\n')}\r\n\r\n${body}`,
      });
      const [head = '', ...rest] = answer.split('\r\n\r\n');
      return { status: Number(/^HTTP\/1\.\d (\d+)/.exec(head)?.[1]), body: rest.join('\r\n\r\n') };
    },
    exec: (argv) => docker.run(['exec', name, ...argv]),
    async remove() {
      await docker.run(['rm', '--force', '--volumes', name]);
    },
  };
}

/** Compose's ${NAME}, ${NAME:-default} and ${NAME:?error}. https://docs.docker.com/reference/compose-file/interpolation/ */
function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_all, name: string, fallback?: string) => variables[name] ?? fallback ?? '',
  );
}
