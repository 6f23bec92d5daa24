import { type DemoResult, runDemo } from '../local/demo/demo.ts';
import type { Deps } from '../ports.ts';

export interface LocalDemoFlags {
  keycloak?: string;
  database?: string;
  bridge?: boolean;
  keep?: boolean;
}

/** The newest release; and the seed's own, where nodes that never meet refuse each other's tokens. */
const defaultKeycloak = '26.7.3';
const bridgeKeycloak = '22.0.5';

/** Shows a cluster, or with --bridge the failure that kc-eb exists for, on this machine. */
export async function run(deps: Deps, flags: LocalDemoFlags): Promise<void> {
  const bridge = flags.bridge === true;
  const result = await runDemo(deps, {
    keycloak: flags.keycloak ?? (bridge ? bridgeKeycloak : defaultKeycloak),
    database: flags.database ?? (bridge ? 'mariadb' : 'postgres'),
    bridge,
    keep: flags.keep === true,
  });
  deps.reporter.emit({ type: 'result', data: result, text: describe(result) });
}

function describe({ url, verify, verifyExitCode, userinfo, logs }: DemoResult): string {
  return [
    `URL: ${url}`,
    '',
    ...logs,
    '',
    ...(userinfo === undefined
      ? []
      : [`userinfo with one token, through the balancer: ${userinfo.join(' ')}`]),
    `verify ended with exit code ${verifyExitCode}: ${JSON.stringify(verify)}`,
  ].join('\n');
}
