/** Starting Local Beanstalk for a project. */
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { runSteps, type Step } from '../deploy/pipeline.ts';
import { chooseDatabase } from './choose-database.ts';
import { freePort, isFree } from '../local-beanstalk/base/free-port.ts';
import { startServer } from '../local-beanstalk/machine/server-process.ts';
import type { LocalDatabaseVendor } from '../local-beanstalk/base/database-vendors.ts';
import { provisionSteps } from './provision-steps.ts';
import { provideSecrets } from '../local-beanstalk/identity/project-secrets.ts';
import {
  type LocalSettings,
  projectHash,
  readSettings,
  statePaths,
  writeSettings,
} from '../local-beanstalk/base/state.ts';

export interface StartOptions {
  projectFolder: string;
  /** kc-eb.yaml, when there is one: its Keycloak is provided and its database run. */
  config: Config | undefined;
  /** Default: as before, or the first free one. */
  port: number | undefined;
  database: LocalDatabaseVendor | undefined;
  /** Divides the platform's waiting times. */
  pace: number;
  /** e.g. "4g": a disk in memory for each instance. Default: on this machine's disk, without a limit. */
  instanceDisk: string | undefined;
  /** Instances run nothing and only report. */
  reportingOnly: boolean;
}

const firstApiPort = 4599;
const firstBalancerPort = 8080;

/** Rejects with UserError; what was made by then stays, and the next start uses it. */
export async function startLocal(
  deps: Pick<Deps, 'reporter' | 'clock' | 'signal'>,
  options: StartOptions,
): Promise<LocalSettings> {
  const { projectFolder, pace, config } = options;
  const before = readSettings(projectFolder);
  const project = projectHash(projectFolder);
  const apiPort = await choosePort('API', options.port ?? before?.apiPort, firstApiPort);
  const balancerPort = await choosePort('balancer', before?.balancerPort, firstBalancerPort);
  const secretsFolder = statePaths(projectFolder).secrets;
  await provideSecrets(secretsFolder);

  const provisionAll = () => {
    const database = chooseDatabase(options.database, config?.database.vendor, before?.containers?.database);
    const { instanceDisk } = options;
    return provisionSteps({ project, database, secretsFolder, config, instanceDisk }, deps.reporter);
  };
  const provision = options.reportingOnly ? undefined : provisionAll();
  const steps = provision?.steps ?? [];
  const settings = (): LocalSettings => ({
    ...{ project, projectFolder, pace, apiPort, balancerPort },
    ...(provision !== undefined && { containers: provision.result() }),
  });
  const server: Step = {
    name: 'server',
    title: 'Local server',
    after: steps.map(({ name }) => name),
    async run() {
      await writeSettings(settings());
      await startServer(projectFolder, apiPort);
      return { outcome: 'done', detail: `http://127.0.0.1:${apiPort}` };
    },
  };
  await runSteps([...steps, server], deps);
  return settings();
}

async function choosePort(what: string, wanted: number | undefined, first: number): Promise<number> {
  if (wanted === undefined) return freePort(first);
  if (await isFree(wanted)) return wanted;
  throw new UserError('local', `Port ${wanted} of the ${what} is in use.`, {
    hint: `ss -ltnp 'sport = :${wanted}' shows by whom; kc-eb local start --port takes another.`,
  });
}
