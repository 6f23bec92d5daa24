/** Starts Local Beanstalk for a project. */
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { runSteps, type Step } from '../deploy/pipeline.ts';
import { chooseDatabase } from './choose-database.ts';
import { choosePorts } from './choose-ports.ts';
import { findServer, startServer } from '../local-beanstalk/machine/server-process.ts';
import { provideCredentials } from '../local-beanstalk/base/credentials.ts';
import { cleanState } from '../local-beanstalk/base/own-file.ts';
import { takeLock } from '../local-beanstalk/base/project-lock.ts';
import { UserError } from '../base/user-error.ts';
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

/** Rejects with UserError. The next start reuses what exists by then. */
export async function startLocal(
  deps: Pick<Deps, 'reporter' | 'clock' | 'signal'>,
  options: StartOptions,
): Promise<LocalSettings> {
  const lock = await takeLock(options.projectFolder, 'start');
  if (lock === undefined) {
    throw new UserError('local', `Another kc-eb local start runs for ${options.projectFolder}.`, {
      hint: 'Wait for it, then run kc-eb local status.',
    });
  }
  try {
    const running = readSettings(options.projectFolder);
    // It started since the caller looked.
    if (running !== undefined && (await findServer(options.projectFolder)) !== undefined) return running;
    return await startLocked(deps, options);
  } finally {
    await lock.release();
  }
}

async function startLocked(
  deps: Pick<Deps, 'reporter' | 'clock' | 'signal'>,
  options: StartOptions,
): Promise<LocalSettings> {
  const { projectFolder, pace, config } = options;
  const before = readSettings(projectFolder);
  const project = projectHash(projectFolder);
  const secretsFolder = statePaths(projectFolder).secrets;
  // Before the first write: a checkout can hold links.
  cleanState(statePaths(projectFolder).folder);
  // First: the folder of the state makes the claims of the ports valid.
  await provideSecrets(secretsFolder);
  provideCredentials(projectFolder);
  const ports = await choosePorts(projectFolder, before, options.port);

  const provisionAll = () => {
    const database = chooseDatabase(options.database, config?.database.vendor, before?.containers?.database);
    const { instanceDisk } = options;
    return provisionSteps({ project, database, secretsFolder, config, instanceDisk }, deps.reporter);
  };
  const provision = options.reportingOnly ? undefined : provisionAll();
  const steps = provision?.steps ?? [];
  const settings = (): LocalSettings => ({
    ...{ project, projectFolder, pace, ...ports, strict: options.strict },
    ...(provision !== undefined && { containers: provision.result() }),
  });
  const server: Step = {
    name: 'server',
    title: 'Local server',
    after: steps.map(({ name }) => name),
    async run() {
      await writeSettings(settings());
      await startServer(projectFolder, ports.apiPort);
      return { outcome: 'done', detail: `http://127.0.0.1:${ports.apiPort}` };
    },
  };
  await runSteps([...steps, server], deps);
  return settings();
}
