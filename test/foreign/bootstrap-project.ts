import { run } from '../../src/commands/bootstrap.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Aws, Deps } from '../../src/ports.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { file, newProjectFiles } from '../fakes/new-project.ts';
import type { Recorder } from '../fakes/recorder.ts';
import { gatedAws } from '../faults/gated-aws.ts';
import { Session } from '../faults/session.ts';
import type { Account } from './account.ts';

/** A project of `kc-eb init`. */
export async function newProject(): Promise<MemoryFiles> {
  return new MemoryFiles(await newProjectFiles());
}

export function configOf(files: MemoryFiles): Config {
  return parseConfig(files.files.get(file) ?? '', file);
}

export function depsOf(files: MemoryFiles, aws: Aws): Deps & { reporter: Recorder } {
  const { clock, engine, reporter, signal, http, dns, browser, variables } = new DeployingDeps();
  return { clock, engine, reporter, signal, http, dns, browser, variables, files, aws, local: undefined };
}

export interface BootstrapFlags {
  delete?: true;
  certificate?: true;
  yes?: true;
}

/** Runs the command until it ends or its process is killed. */
export async function bootstrap(
  account: Account,
  files: MemoryFiles,
  flags: BootstrapFlags,
  session = new Session(),
): Promise<Session> {
  const deps = depsOf(files, gatedAws(account.aws, session));
  const running = run(deps, configOf(files), { config: file, yes: true, timeout: '60', ...flags });
  await Promise.race([running, session.death]);
  return session;
}
