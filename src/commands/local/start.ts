import type { GlobalFlags, LocalFlags } from '../../command-line.ts';
import { parseConfig } from '../../config/parse.ts';
import { databases, databaseVendors } from '../../keycloak/databases.ts';
import { UserError } from '../../base/user-error.ts';
import { findServer } from '../../local-beanstalk/machine/server-process.ts';
import {
  type LocalDatabaseVendor,
  localDatabaseVendors,
} from '../../local-beanstalk/base/database-vendors.ts';
import { strictnessNames, type StrictnessSwitch } from '../../local-beanstalk/base/strictness.ts';
import { startLocal } from '../../local/start.ts';
import { type LocalSettings, readSettings } from '../../local-beanstalk/base/state.ts';
import type { Deps } from '../../ports.ts';
import { keepOutOfGit, refreshSchema } from '../../project/project-dir.ts';

/** Starts Local Beanstalk for this project and prints its addresses. */
export async function run(
  deps: Deps,
  flags: LocalFlags['start'] & Pick<GlobalFlags, 'config' | 'env'>,
): Promise<void> {
  const projectFolder = deps.files.root;
  const values = {
    port: flags.port === undefined ? undefined : parsePort(flags.port),
    database: flags.database === undefined ? undefined : parseVendor(flags.database),
    pace: flags.pace === undefined ? defaultPace : parsePace(flags.pace),
    instanceDisk: flags.instanceDisk === undefined ? undefined : parseDisk(flags.instanceDisk),
    strict: parseStrict(flags.strict ?? []),
  };
  const running = readSettings(projectFolder);
  if (running !== undefined && (await findServer(projectFolder)) !== undefined) {
    report(deps, running, 'Local Beanstalk already runs');
    return;
  }
  const text = await deps.files.read(flags.config);
  if (text !== undefined) await refreshSchema(deps.files, text);
  // The state contains secrets.
  await keepOutOfGit(deps.files);
  const settings = await startLocal(deps, {
    projectFolder,
    config:
      text === undefined
        ? undefined
        : parseConfig(text, flags.config, { environment: flags.env, variables: deps.variables }),
    ...values,
    reportingOnly: flags.reportingOnly === true,
  });
  report(deps, settings, 'Local Beanstalk runs');
}

function parseStrict(names: readonly string[]): StrictnessSwitch[] {
  const unknown = names.find((name) => !(strictnessNames as readonly string[]).includes(name));
  if (unknown === undefined) return strictnessNames.filter((name) => names.includes(name));
  throw new UserError('usage', `Unknown switch of --strict: ${unknown}.`, {
    hint: `The switches are: ${strictnessNames.join(', ')}.`,
  });
}

/** The platform waits for machines that take minutes to start. */
const defaultPace = 10;
/** JSON has no infinity, and shorter waits than a millisecond do not exist. */
const maxPace = 100_000;

function report({ reporter }: Deps, settings: LocalSettings, what: string): void {
  const endpoint = `http://127.0.0.1:${settings.apiPort}`;
  const url = `http://localhost:${settings.balancerPort}`;
  const { containers } = settings;
  const lines = [
    `${what}: API ${endpoint} (kc-eb local status prints the variables for other clients), environments at ${url}.`,
    containers === undefined ? 'Reporting-only: instances run nothing.' : databaseText(containers.database),
    'Next: kc-eb deploy --local',
  ];
  const data = { endpoint, url, reportingOnly: containers === undefined, database: containers?.database };
  reporter.emit({ type: 'result', data, text: lines.join('\n') });
}

function databaseText(database: NonNullable<LocalSettings['containers']>['database']): string {
  const { vendor, standsFor, host, port } = database;
  const place = `Database ${vendor} at ${host}:${port}`;
  const replaces = databaseVendors.some(
    (candidate) => candidate === standsFor && databases[candidate].localVendor !== vendor,
  );
  return replaces ? `${place} replaces ${standsFor}: --local builds the image for ${vendor}.` : `${place}.`;
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port > 0 && port < 65536) return port;
  throw new UserError('usage', `--port must be a number from 1 to 65535 (got "${text}").`);
}

function parsePace(text: string): number {
  const pace = /^\d+(\.\d+)?(e\d+)?$/.test(text) ? Number(text) : 0;
  if (pace >= 1 && pace <= maxPace) return pace;
  throw new UserError('usage', `--pace must be a number from 1 to ${maxPace} (got "${text}").`);
}

function parseDisk(text: string): string {
  if (/^[1-9]\d{0,5}[mg]$/.test(text)) return text;
  throw new UserError('usage', `--instance-disk must be a size such as 4g or 500m (got "${text}").`);
}

function parseVendor(text: string): LocalDatabaseVendor {
  const vendor = localDatabaseVendors.find((candidate) => candidate === text);
  if (vendor !== undefined) return vendor;
  throw new UserError(
    'usage',
    `--database must be one of ${localDatabaseVendors.join(', ')} (got "${text}").`,
  );
}
