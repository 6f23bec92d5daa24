/** Connects the parts: the only file that names adapters and reporters. */
import { makeAws } from './aws/clients.ts';
import { configuredRegion } from './aws/configured-region.ts';
import { explainAwsError } from './aws/explain-error.ts';
import type { GlobalFlags } from './command-line.ts';
import { systemClock } from './system/clock.ts';
import { systemBrowser } from './system/browser.ts';
import { systemDns } from './system/dns.ts';
import { currentFolder } from './system/current-folder.ts';
import { findEngine } from './engine/engine.ts';
import { explainFileError } from './system/file-errors.ts';
import { projectFiles } from './system/files.ts';
import { systemHttp } from './system/http.ts';
import type { Config } from './config/schema.ts';
import { UserError } from './base/user-error.ts';
import type { RunningLocal } from './local/target.ts';
import type { Deps, Reporter } from './ports.ts';
import { type ReportFlags, makeReporter } from './terminal/choose.ts';
import { reportFailure as showFailure } from './terminal/failure.ts';

export { makeReporter };

export interface Context {
  deps: Deps;
  config: Config;
}

/** Makes what a command of a project needs: reads kc-eb.yaml, and with --local the values of Local Beanstalk. */
export async function makeContext(
  flags: GlobalFlags,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<Context> {
  const files = projectFiles(currentFolder());
  const text = await files.read(flags.config);
  if (text === undefined) {
    throw new UserError('usage', `${flags.config} not found in ${files.root}.`, {
      hint: 'Run kc-eb init, or pass --config FILE.',
    });
  }
  // A missing file needs none of them.
  const [{ parseConfig }, { localize }, { refreshSchema }] = await Promise.all([
    import('./config/parse.ts'),
    import('./config/for-local-beanstalk.ts'),
    import('./project/project-dir.ts'),
  ]);
  // Before the file is checked: the schema helps to correct it.
  await refreshSchema(files, text);
  const environment = flags.env;
  const config = parseConfig(text, flags.config, { environment, variables: process.env });
  const local =
    flags.local === true
      ? await (await import('./local/target.ts')).readLocalTarget(files.root, config.environment)
      : undefined;
  return {
    config: local === undefined ? config : localize(config, local.target, environment),
    deps: makeDeps(config.region, local, reporter, signal),
  };
}

/** Makes what a command without kc-eb.yaml needs. */
export function makeDeps(
  region: string,
  local: RunningLocal | undefined,
  reporter: Reporter,
  signal: AbortSignal,
): Deps {
  const root = currentFolder();
  return {
    aws: makeAws(
      local === undefined
        ? { region, signal }
        : { region, signal, local: { endpoint: local.target.endpoint, credentials: local.credentials } },
    ),
    account: {
      configuredRegion,
      inRegion: (name, ending) => makeAws({ region: name, signal: ending }),
    },
    engine: findEngine(process.env, { plainHttp: local !== undefined, signal }),
    files: projectFiles(root),
    clock: systemClock,
    http: systemHttp,
    dns: systemDns,
    browser: systemBrowser,
    variables: process.env,
    reporter,
    signal,
    local: local?.target,
  };
}

/** Prints a thrown value; returns the exit code. */
export function reportFailure(error: unknown, flags: ReportFlags): number {
  return showFailure(explainFileError(explainAwsError(error)), flags);
}
