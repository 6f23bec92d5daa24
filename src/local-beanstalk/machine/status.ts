/** The running parts of Local Beanstalk. */
import { findServer } from './server-process.ts';
import { dockerCommand } from '../base/docker.ts';
import { ownEngineRuns } from './engine-setup.ts';
import { instanceLabels, projectLabel, roleLabel } from '../base/labels.ts';
import { type LocalSettings, readSettings } from '../base/state.ts';

interface LocalContainer {
  name: string;
  role: string;
  /** undefined for the database. */
  environment: string | undefined;
  instance: string | undefined;
  /** Docker's words, e.g. "Up 3 minutes". */
  status: string;
}

export interface LocalStatus {
  settings: LocalSettings | undefined;
  /** Process id of the server. */
  pid: number | undefined;
  /** kc-eb started the Docker daemon. */
  engineIsOurs: boolean;
  containers: readonly LocalContainer[];
}

export async function readStatus(projectFolder: string): Promise<LocalStatus> {
  const settings = readSettings(projectFolder);
  return {
    settings,
    pid: await findServer(projectFolder),
    engineIsOurs: await ownEngineRuns(),
    containers: settings?.containers === undefined ? [] : await listContainers(settings.project),
  };
}

async function listContainers(project: string): Promise<LocalContainer[]> {
  const label = (name: string): string => `{{.Label "${name}"}}`;
  const { environmentName, id } = instanceLabels;
  const format = ['{{.Names}}', label(roleLabel), label(environmentName), label(id), '{{.Status}}'].join(
    '\t',
  );
  const { exitCode, lines } = await dockerCommand().attempt([
    ...['ps', '--all', '--filter', `label=${projectLabel(project)}`, '--format', format],
  ]);
  // No daemon, no containers.
  if (exitCode !== 0) return [];
  return lines.map((line) => {
    const [name = '', role = '', environment = '', instance = '', status = ''] = line.split('\t');
    return { name, role, environment: environment || undefined, instance: instance || undefined, status };
  });
}
