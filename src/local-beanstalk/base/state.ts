/** What Local Beanstalk keeps of a project, in <project>/.kc-eb/local/. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../base/user-error.ts';
import { localDatabaseVendors } from './database-vendors.ts';

const network = z.object({ name: z.string(), subnet: z.string(), gateway: z.string() });
/** The bridge network that stands for the VPC; the machine itself is its gateway. */
export type LocalNetwork = z.infer<typeof network>;

const settingsSchema = z.object({
  /** Marks everything of this project among the engine's containers, networks and volumes. */
  project: z.string(),
  projectFolder: z.string(),
  apiPort: z.int(),
  /** Where the balancer of the first environment listens. */
  balancerPort: z.int(),
  /** Divides the platform's waiting times. */
  pace: z.number(),
  /** undefined: instances only report. */
  containers: z
    .object({
      network,
      instanceImage: z.string(),
      /** Images put on each instance at its launch. */
      preload: z.array(z.string()),
      /** Size of each instance's disk, which is then in memory, e.g. "4g". */
      instanceDisk: z.string().optional(),
      database: z.object({
        vendor: z.enum(localDatabaseVendors),
        /** The kind of database that it stands for; a note of the caller's, not read here. */
        standsFor: z.string().optional(),
        host: z.string(),
        port: z.int(),
      }),
    })
    .optional(),
});
export type LocalSettings = z.infer<typeof settingsSchema>;

export function statePaths(projectFolder: string) {
  const folder = join(projectFolder, '.kc-eb', 'local');
  return {
    folder,
    settings: join(folder, 'settings.json'),
    pid: join(folder, 'server.pid'),
    log: join(folder, 'server.log'),
    /** Readable by the owner alone. */
    secrets: join(folder, 'secrets'),
    store: join(folder, 'store'),
  };
}

/** Eight hexadecimal digits that stand for the project's folder. */
export function projectHash(projectFolder: string): string {
  return createHash('sha256').update(projectFolder).digest('hex').slice(0, 8);
}

/** undefined when Local Beanstalk was never started here. Throws UserError 'local' for what is no settings. */
export function readSettings(projectFolder: string): LocalSettings | undefined {
  const path = statePaths(projectFolder).settings;
  if (!existsSync(path)) return undefined;
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const known = error instanceof SyntaxError || error instanceof z.ZodError;
    if (!known) throw error;
    throw new UserError('local', `${path} is not what kc-eb local start has written.`, {
      hint: 'kc-eb local reset --yes removes the state of this project; then start anew.',
    });
  }
}

export async function writeSettings(settings: LocalSettings): Promise<void> {
  const { folder, settings: path } = statePaths(settings.projectFolder);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${basename(folder)}.new`;
  await writeFile(temporary, JSON.stringify(settings, undefined, 2));
  await rename(temporary, path);
}
