/** The state of a project on disk: the settings of its server, and the paths in <project>/.kc-eb/local/. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../base/user-error.ts';
import { writeOwnFile } from './own-file.ts';
import { strictnessNames } from './strictness.ts';
import { localDatabaseVendors } from './database-vendors.ts';

const network = z.object({ name: z.string(), subnet: z.string(), gateway: z.string() });
/** The bridge network that stands for the VPC; this machine is its gateway. */
export type LocalNetwork = z.infer<typeof network>;

const settingsSchema = z.object({
  /** Labels the project's containers, networks and volumes. */
  project: z.string(),
  projectFolder: z.string(),
  apiPort: z.int(),
  /** Port of the first environment's load balancer. */
  balancerPort: z.int(),
  /** Divides the platform's waiting times. */
  pace: z.number(),
  /** Behaviour of AWS that its documents leave open. */
  strict: z.array(z.enum(strictnessNames)).optional(),
  /** undefined: instances only report. */
  containers: z
    .object({
      network,
      instanceImage: z.string(),
      /** Images that each instance gets at its launch. */
      preload: z.array(z.string()),
      /** Size of each instance's disk, which is then in memory, e.g. "4g". */
      instanceDisk: z.string().optional(),
      database: z.object({
        vendor: z.enum(localDatabaseVendors),
        /** The vendor that it stands for; the server does not read it. */
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
    /** The secret of the access key; only the owner reads it. */
    accessKey: join(folder, 'access-key'),
    /** Readable by the owner alone. */
    secrets: join(folder, 'secrets'),
    store: join(folder, 'store'),
  };
}

/** Eight hexadecimal digits that identify the project's folder. */
export function projectHash(projectFolder: string): string {
  return createHash('sha256').update(projectFolder).digest('hex').slice(0, 8);
}

/** undefined before the first start in the folder. Throws UserError 'local' for an invalid file. */
export function readSettings(projectFolder: string): LocalSettings | undefined {
  const path = statePaths(projectFolder).settings;
  if (!existsSync(path)) return undefined;
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const known = error instanceof SyntaxError || error instanceof z.ZodError;
    if (!known) throw error;
    throw new UserError('local', `Invalid state of Local Beanstalk: ${path}`, {
      hint: 'Delete the state with kc-eb local reset --yes, then run kc-eb local start.',
    });
  }
}

export async function writeSettings(settings: LocalSettings): Promise<void> {
  const { folder, settings: path } = statePaths(settings.projectFolder);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${basename(folder)}.new`;
  writeOwnFile(temporary, JSON.stringify(settings, undefined, 2));
  await rename(temporary, path);
}
