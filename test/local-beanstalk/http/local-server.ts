import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalServer, type LocalServerOptions } from '../../../src/local-beanstalk/http/listen.ts';
import type { Service } from '../../../src/local-beanstalk/http/service.ts';
import { assembleServices } from '../../../src/local-beanstalk/server.ts';
import { provideState } from '../credentials.ts';

/** All services on a free port; instances only report. */
export async function startServer(options: Partial<LocalServerOptions> = {}): Promise<{
  endpoint: string;
  services: readonly Service[];
  /** The state on the disk. */
  folder: string;
  close(): Promise<void>;
}> {
  const projectFolder = mkdtempSync(join(tmpdir(), 'kc-eb-server-'));
  await provideState(projectFolder);
  const settings = { project: 'feedc0de', projectFolder, apiPort: 4599, balancerPort: 8080, pace: 1_000 };
  const assembly = await assembleServices(settings);
  const server = await startLocalServer({ ...assembly, port: 0, project: settings.project, ...options });
  await assembly.resume();
  return {
    endpoint: server.endpoint,
    services: assembly.services,
    folder: projectFolder,
    async close() {
      await server.close();
      rmSync(projectFolder, { recursive: true, force: true });
    },
  };
}
