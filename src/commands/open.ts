import { accessOf } from '../access/access.ts';
import type { Flags } from '../command-line.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';

/** Opens Keycloak or its admin console in the browser, and prints the URL. */
export async function run(deps: Deps, config: Config, flags: Flags['open']): Promise<void> {
  const access = accessOf(config, { local: deps.local !== undefined });
  const url = flags.console === true ? access.console : access.url;
  const opened = await deps.browser.open(url);
  if (!opened) {
    const text = 'No browser could be started here. Open the URL yourself.';
    deps.reporter.emit({ type: 'message', level: 'info', text });
  }
  deps.reporter.emit({ type: 'result', data: { url, opened }, text: url });
}
