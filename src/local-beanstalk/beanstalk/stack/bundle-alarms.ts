/** The AWS::CloudWatch::Alarm resources of .ebextensions/*.config. */
import { z } from 'zod';
import { lookUp } from '../../base/dictionary.ts';
import { InvalidResource, type StackAlarm } from '../../base/ports.ts';
import type { SourceBundle } from '../../instances/bundle.ts';
import { isAlarm, parseConfigFile } from '../../instances/ebextensions.ts';
import type { StackAlarms } from '../store/records.ts';
import { type References, resolve } from './intrinsics.ts';

const configFile = z
  .looseObject({ Resources: z.record(z.string(), z.unknown()).default({}) })
  .default({ Resources: {} });

const alarm = z.strictObject({
  Type: z.string(),
  // Other keys, such as DeletionPolicy, change what a stack does.
  DependsOn: z.unknown().optional(),
  Metadata: z.unknown().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

/** A resource that fails before its service sees it. */
export class InvalidAlarm extends Error {
  readonly logicalId: string;

  constructor(logicalId: string, message: string) {
    super(message);
    this.logicalId = logicalId;
  }
}

/**
 * Alarms by logical id; later files win. `nameOf`: the name of an alarm without AlarmName. Throws DeploymentFailure with the
 * path of an invalid file, and InvalidAlarm.
 */
export function readBundleAlarms(
  { extensions }: Pick<SourceBundle, 'extensions'>,
  references: References,
  nameOf: (logicalId: string) => string,
): StackAlarms {
  const resources = [...extensions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => Object.entries(parseConfigFile(path, text, configFile).Resources))
    .filter(([, resource]) => isAlarm(resource));
  return Object.fromEntries(
    resources.map(([logicalId, resource]) => [logicalId, readAlarm(logicalId, resource, references, nameOf)]),
  );
}

function readAlarm(
  logicalId: string,
  resource: unknown,
  references: References,
  nameOf: (logicalId: string) => string,
): StackAlarm {
  const parsed = alarm.safeParse(resource);
  if (!parsed.success) throw new InvalidAlarm(logicalId, z.prettifyError(parsed.error));
  try {
    const resolved = resolve(parsed.data.Properties, references) as Record<string, unknown>;
    const { AlarmName: name = nameOf(logicalId), ...properties } = resolved;
    const checked = z.string().min(1).max(255).safeParse(name);
    if (!checked.success) throw new InvalidResource('AlarmName is a text of 1 to 255 characters');
    return { name: checked.data, properties };
  } catch (error) {
    if (error instanceof InvalidResource) throw new InvalidAlarm(logicalId, error.message);
    throw error;
  }
}

/** The logical id whose alarm has this name twice in one stack; undefined: none. */
export function repeatedName(alarms: StackAlarms): string | undefined {
  const names = Object.entries(alarms);
  return names.find(([id, { name }]) =>
    names.some(([other, { name: same }]) => other < id && same === name),
  )?.[0];
}

export function nameBefore(alarms: StackAlarms | undefined, logicalId: string): string | undefined {
  return lookUp(alarms ?? {}, logicalId)?.name;
}
