/**
 * .ebextensions/*.config: the supported keys, and the names of the others.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/customize-containers-ec2.html
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../base/user-error.ts';
import { DeploymentFailure } from '../base/ports.ts';
import { ingressOf, type IngressRule } from './security-group.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const truth = z.union([z.boolean(), z.string().transform((text) => text === 'true')]);

const commandSchema = z.object({
  command: z.union([z.string(), z.array(z.string())]),
  env: z.record(z.string(), scalar).default({}),
  cwd: z.string().optional(),
  test: z.string().optional(),
  ignoreErrors: truth.default(false),
  leader_only: truth.default(false),
});

const fileSchema = z.object({
  content: z.string(),
  mode: scalar.optional(),
  owner: z.string().default('root'),
  group: z.string().default('root'),
  encoding: z.enum(['plain', 'base64']).default('plain'),
});

const configSchema = z
  .looseObject({
    files: z.record(z.string().startsWith('/'), fileSchema).default({}),
    commands: z.record(z.string(), commandSchema).default({}),
    container_commands: z.record(z.string(), commandSchema).default({}),
    Resources: z.record(z.string(), z.unknown()).default({}),
  })
  .default({ files: {}, commands: {}, container_commands: {}, Resources: {} });

export type ExtensionCommand = z.infer<typeof commandSchema> & { name: string };
export type ExtensionFile = z.infer<typeof fileSchema> & { path: string };

export interface Extensions {
  files: readonly ExtensionFile[];
  /** In execution order: by file, then by name. */
  commands: readonly ExtensionCommand[];
  containerCommands: readonly ExtensionCommand[];
  ingress: readonly IngressRule[];
  /** "file.config: key" of each unsupported key. */
  unsupported: readonly string[];
}

const alarmResource = z.looseObject({ Type: z.literal('AWS::CloudWatch::Alarm') });

/** Aliases that unfold, which a few kilobytes could make billions of. */
const maxAliasCount = 100;

const supported = new Set(['files', 'commands', 'container_commands', 'Resources']);

/** `texts`: by path in the bundle. Throws DeploymentFailure for an invalid one. */
export function parseExtensions(texts: ReadonlyMap<string, string>): Extensions {
  const files: ExtensionFile[] = [];
  const commands: ExtensionCommand[] = [];
  const containerCommands: ExtensionCommand[] = [];
  const ingress: IngressRule[] = [];
  const unsupported: string[] = [];
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const config = parseConfigFile(path, text, configSchema);
    for (const [target, file] of Object.entries(config.files)) files.push({ path: target, ...file });
    for (const command of byName(config.commands)) commands.push(command);
    for (const command of byName(config.container_commands)) containerCommands.push(command);
    for (const [name, resource] of Object.entries(config.Resources)) {
      // An alarm is of the environment, not of an instance.
      if (isAlarm(resource)) continue;
      const rules = ingressOf(resource);
      if (rules === undefined) unsupported.push(`${path}: Resources.${name}`);
      else for (const rule of rules) ingress.push(rule);
    }
    for (const key of Object.keys(config)) if (!supported.has(key)) unsupported.push(`${path}: ${key}`);
  }
  return { files, commands, containerCommands, ingress, unsupported };
}

export function isAlarm(resource: unknown): boolean {
  return alarmResource.safeParse(resource).success;
}

/** Checks one file of .ebextensions; an empty file is undefined. Throws DeploymentFailure with the path. */
export function parseConfigFile<T extends z.ZodType>(path: string, text: string, schema: T): z.output<T> {
  try {
    // CloudFormation's short tags (!Ref) keep their value; JSON is YAML.
    return schema.parse(parse(text, { logLevel: 'error', maxAliasCount }) ?? undefined);
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new DeploymentFailure('.ebextensions', `${path} is not a valid configuration file: ${reason}`);
  }
}

function byName(commands: Record<string, z.infer<typeof commandSchema>>): ExtensionCommand[] {
  return Object.entries(commands)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, command]) => ({ name, ...command }));
}
