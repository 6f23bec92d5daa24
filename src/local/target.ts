/** The target of commands with --local. */
import { UserError } from '../base/user-error.ts';
import type { LocalTarget } from '../config/for-local-beanstalk.ts';
import { type LocalCredentials, readCredentials } from '../local-beanstalk/base/credentials.ts';
import { findServer } from '../local-beanstalk/machine/server-process.ts';
import { databaseUser } from '../local-beanstalk/machine/database.ts';
import { dockerCommand } from '../local-beanstalk/base/docker.ts';
import { provideImage } from '../local-beanstalk/images/provide-image.ts';
import { environmentPort } from './choose-ports.ts';
import { recipeOf } from './base-recipe.ts';
import { secretArn } from '../local-beanstalk/identity/project-secrets.ts';
import { defaultProfile } from '../local-beanstalk/base/constants.ts';
import { readSettings } from '../local-beanstalk/base/state.ts';

/** A Local Beanstalk that runs, and the key that its API requires. */
export interface RunningLocal {
  target: LocalTarget;
  credentials: LocalCredentials;
}

/** `environment`: a Beanstalk environment, which may not exist yet. Throws UserError 'local' when Local Beanstalk does not run for this project. */
export async function readLocalTarget(projectFolder: string, environment: string): Promise<RunningLocal> {
  const settings = readSettings(projectFolder);
  if (settings === undefined || (await findServer(projectFolder)) === undefined) {
    throw new UserError('local', `Local Beanstalk is not running for ${projectFolder}.`, {
      hint: 'Run kc-eb local start.',
    });
  }
  const database = settings.containers?.database ?? { host: '127.0.0.1', port: 5432 };
  const target: LocalTarget = {
    endpoint: `http://127.0.0.1:${settings.apiPort}`,
    url: `http://localhost:${await environmentPort(projectFolder, settings.balancerPort, environment)}`,
    database: { ...database, username: databaseUser, passwordArn: secretArn('database-password') },
    adminPasswordArn: secretArn('admin-password'),
    reportingOnly: settings.containers === undefined,
    instanceProfile: defaultProfile,
    ...(settings.containers !== undefined && { provideBaseImage }),
  };
  return { target, credentials: readCredentials(projectFolder) };
}

/** kc-eb.yaml may name another Keycloak than at the start of Local Beanstalk. */
const provideBaseImage: LocalTarget['provideBaseImage'] = async (from, onLine) => {
  const { reference, origin } = await provideImage(dockerCommand(), recipeOf(from), onLine);
  return { outcome: origin === 'present' ? 'already' : 'done', detail: `${reference}, ${origin}` };
};
