/** The phases of a deployment on an instance; each rejects with DeploymentFailure. */
import { DeploymentFailure, type InstanceLog } from '../base/ports.ts';
import type { ExtensionCommand, ExtensionFile } from './ebextensions.ts';
import type { ExecOptions, Shell } from './shell.ts';

export interface Work {
  shell: Shell;
  log: InstanceLog;
}

const withEnvironment = '/opt/elasticbeanstalk/local/with-environment.sh';
const environmentFile = '/opt/elasticbeanstalk/deployment/env';
/** Lines of a failed phase that Beanstalk's deployment log shows. */
const shownLines = 50;

/** Runs a command and writes its output to the log. A non-zero exit code is a DeploymentFailure. */
export async function runPhase(
  { shell, log }: Work,
  phase: string,
  argv: readonly string[],
  options: Omit<ExecOptions, 'onLine'> & { file?: 'eb-engine.log' | 'eb-hooks.log' } = {},
): Promise<readonly string[]> {
  const file = options.file ?? 'eb-engine.log';
  const { exitCode, lines } = await shell.exec(argv, {
    ...options,
    onLine: (line) => {
      log(file, line);
    },
  });
  if (exitCode !== 0) {
    throw new DeploymentFailure(
      phase,
      `${phase} failed with exit code ${exitCode}.`,
      lines.slice(-shownLines),
    );
  }
  return lines;
}

/** Writes the input of with-environment.sh. */
export async function writeEnvironment(
  work: Work,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const input = Object.entries(variables)
    .map(([key, value]) => `${key}=${value}\0`)
    .join('');
  await runPhase(work, 'Environment properties', ['sh', '-c', `umask 077; cat > ${environmentFile}`], {
    input,
  });
}

/**
 * Beanstalk doubles each "$", which Compose would read as a variable.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create_deploy_docker.container.console.html
 */
export function dotEnv(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value.replaceAll('$', '$$$$')}\n`)
    .join('');
}

export async function writeDotEnv(
  work: Work,
  cwd: string,
  properties: Readonly<Record<string, string>>,
): Promise<void> {
  await runPhase(work, 'Environment properties', ['sh', '-c', 'umask 077; cat > .env'], {
    cwd,
    input: dotEnv(properties),
  });
}

/** Runs .platform/<folder>/<phase>/* in lexical order. `paths`: those of the bundle. */
export async function runHooks(
  work: Work,
  paths: readonly string[],
  folder: 'hooks' | 'confighooks',
  phase: 'prebuild' | 'predeploy' | 'postdeploy',
  cwd: string,
): Promise<void> {
  const prefix = `.platform/${folder}/${phase}/`;
  for (const path of paths) {
    if (!path.startsWith(prefix) || path.slice(prefix.length).includes('/')) continue;
    work.log('eb-engine.log', `[INFO] Running platform hook: ${path}`);
    // Platforms since 29 April 2022 set the executable bit.
    await runPhase(work, path, ['chmod', '+x', path], { cwd });
    await runPhase(work, path, [withEnvironment, `${cwd}/${path}`], { cwd, file: 'eb-hooks.log' });
  }
}

export async function writeFiles(work: Work, files: readonly ExtensionFile[]): Promise<void> {
  for (const { path, content, encoding, mode = '000644', owner, group } of files) {
    const script = 'mkdir -p "$(dirname "$1")" && base64 -d > "$1" && chmod "$2" "$1" && chown "$3" "$1"';
    const input = encoding === 'base64' ? content : Buffer.from(content).toString('base64');
    await runPhase(
      work,
      `.ebextensions files ${path}`,
      ['sh', '-c', script, 'sh', path, mode, `${owner}:${group}`],
      {
        input,
      },
    );
  }
}

export async function runCommands(
  work: Work,
  title: 'commands' | 'container_commands',
  commands: readonly ExtensionCommand[],
  { cwd, leader }: { cwd: string; leader: boolean },
): Promise<void> {
  for (const { name, command, env, test, ignoreErrors, leader_only, ...own } of commands) {
    if (leader_only && !leader) continue;
    const where = { cwd: own.cwd ?? cwd };
    const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
    const prefix = [withEnvironment, 'env', ...variables];
    if (test !== undefined) {
      const { exitCode } = await work.shell.exec([...prefix, 'sh', '-c', test], where);
      if (exitCode !== 0) continue;
    }
    const argv = typeof command === 'string' ? ['sh', '-c', command] : command;
    work.log('eb-engine.log', `[INFO] Running ${title} ${name}`);
    try {
      await runPhase(work, `.ebextensions ${title} ${name}`, [...prefix, ...argv], where);
    } catch (error) {
      if (!ignoreErrors || !(error instanceof DeploymentFailure)) throw error;
      work.log('eb-engine.log', `[WARN] ${error.message} ignoreErrors is set.`);
    }
  }
}
