import { clientVariables } from '../../local-beanstalk/base/credentials.ts';
import { type LocalStatus, readStatus } from '../../local-beanstalk/machine/status.ts';
import { alignColumns } from '../../base/table.ts';
import { strictnessSwitches } from '../../local-beanstalk/base/strictness.ts';
import type { LocalSettings } from '../../local-beanstalk/base/state.ts';
import type { Deps } from '../../ports.ts';

/** Prints what Local Beanstalk runs for this project. */
export async function run(deps: Deps): Promise<void> {
  const status = await readStatus(deps.files.root);
  const { settings, pid, engineIsOurs, containers } = status;
  const data = {
    running: pid !== undefined,
    pid,
    endpoint: settings && `http://127.0.0.1:${settings.apiPort}`,
    url: settings && `http://localhost:${settings.balancerPort}`,
    strict: settings?.strict ?? [],
    reportingOnly: settings && settings.containers === undefined,
    engineIsOurs,
    containers,
  };
  deps.reporter.emit({ type: 'result', data, text: (columns) => describe(status, columns) });
}

function describe({ settings, pid, engineIsOurs, containers }: LocalStatus, columns: number): string {
  if (settings === undefined) return 'Local Beanstalk has not been started here. Run kc-eb local start.';
  const server =
    pid === undefined
      ? 'The local server is not running. Run kc-eb local start.'
      : `The local server runs: process ${pid}, API http://127.0.0.1:${settings.apiPort}, environments from http://localhost:${settings.balancerPort}`;
  const rows = containers.map(({ name, role, environment, instance, status }) => [
    role,
    instance ?? name,
    status,
    environment ?? '-',
  ]);
  const titles = ['ROLE', 'CONTAINER', 'STATUS', 'ENVIRONMENT'];
  return [
    server,
    ...(settings.containers === undefined ? ['Reporting-only: instances run nothing.'] : []),
    ...(settings.strict ?? []).map((name) => `strict: ${name}. ${strictnessSwitches[name]}`),
    ...(rows.length === 0 ? [] : ['', alignColumns([titles, ...rows], columns), '']),
    ...(pid === undefined ? [] : ['Other AWS clients:', ...exports(settings)]),
    ...(engineIsOurs && settings.containers !== undefined
      ? ['kc-eb started the Docker daemon; kc-eb local stop stops it.']
      : []),
  ].join('\n');
}

/** One a line: a copy of a wrapped command would not run. */
function exports({ apiPort, projectFolder }: LocalSettings): string[] {
  return clientVariables(`http://127.0.0.1:${apiPort}`, projectFolder).map(
    (variable) => `  export ${variable}`,
  );
}
