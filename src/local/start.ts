/** Starts Local Beanstalk for a project. */
import type { Config } from '../config/schema.ts';
import { UserError } from '../base/user-error.ts';
import type { Deps } from '../ports.ts';
import { runSteps, type Step } from '../deploy/pipeline.ts';
import { chooseDatabase } from './choose-database.ts';
import { freePort, isFree } from '../local-beanstalk/base/free-port.ts';
import { startServer } from '../local-beanstalk/machine/server-process.ts';
import type { StrictnessSwitch } from '../local-beanstalk/base/strictness.ts';
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
  /** Selects Keycloak and database; undefined without a kc-eb.yaml. */
  config: Config | undefined;
  /** Default: the port of the last start, or the first free one. */
  port: number | undefined;
  database: LocalDatabaseVendor | undefined;
  /** Divides the platform's waiting times. */
  pace: number;
  /** E.g. "4g": a disk in memory for each instance. Default: this machine's disk without a limit. */
  instanceDisk: string | undefined;
  /** Instances run nothing and only report. */
  reportingOnly: boolean;
  strict: StrictnessSwitch[];
}

const firstApiPort = 4599;
const firstBalancerPort = 8080;

/** Rejects with UserError. The next start reuses what exists by then. */
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
    ...{ project, projectFolder, pace, apiPort, balancerPort, strict: options.strict },
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
  throw new UserError('local', `Port of the ${what} already in use: ${wanted}`, {
    hint: `Find its process with ss -ltnp 'sport = :${wanted}', or run kc-eb local start --port PORT.`,
  });
}
