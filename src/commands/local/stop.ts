import { stopLocal } from '../../local-beanstalk/machine/stop.ts';
import type { Deps } from '../../ports.ts';

/** Stops Local Beanstalk of this project and keeps its state and data. */
export async function run(deps: Deps): Promise<void> {
  const stopped = await stopLocal(deps.files.root);
  const parts = [
    stopped.server ? 'stopped the local server' : 'the local server was not running',
    ...(stopped.containers > 0 ? [`stopped ${stopped.containers} containers`] : []),
    ...(stopped.engine ? ['stopped the Docker daemon that kc-eb had started'] : []),
  ];
  deps.reporter.emit({ type: 'result', data: stopped, text: `Local Beanstalk: ${parts.join(', ')}.` });
}
