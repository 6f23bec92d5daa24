/** Environments of one kc-eb.yaml: `environments` holds an overlay of the other keys for each. */
import { z } from 'zod';
import { deepMerge } from '../base/deep-merge.ts';
import { suggestion } from '../base/did-you-mean.ts';
import { UserError } from '../base/user-error.ts';
import { type Config, configSchema } from './schema.ts';

export const environmentName = z
  .string()
  .max(40)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/, 'must contain only letters, digits and inner hyphens');

/** Values are checked in the merged file. An inherited name would deploy one environment over another. */
const overlaySchema = z.strictObject({
  ...(Object.fromEntries(
    Object.keys(configSchema.shape)
      .filter((key) => key !== 'application')
      .map((key) => [key, z.unknown().optional()]),
  ) as Record<string, z.ZodOptional<z.ZodUnknown>>),
  environment: z.string(),
});

const overlaysSchema = z.record(environmentName, overlaySchema);

/** The whole file. */
export const fileSchema = configSchema.extend({
  environments: overlaysSchema
    .optional()
    .describe(
      'Further environments by name: keys that differ, chosen with -e NAME. Each sets `environment`; none sets `application`',
    ),
});

type Path = readonly (string | number)[];
type Mapping = Readonly<Record<string, unknown>>;

export interface Chosen {
  /** The values of the environment, without `environments`. */
  value: unknown;
  /** Leads to the place of a value of the environment in the file. */
  placeOf: (path: Path) => Path;
}

/** The path of a key in kc-eb.yaml, for a command that writes it: in the overlay of `-e NAME`, or at the top. */
export function keyPath(environment: string | undefined, path: readonly string[]): string[] {
  return environment === undefined ? [...path] : ['environments', environment, ...path];
}

/** Returns why `environments` is invalid; undefined when it is valid or absent. */
export function overlaysError(value: unknown): z.ZodError | undefined {
  const { environments } = asMapping(value);
  if (environments === undefined) return undefined;
  return z.object({ environments: overlaysSchema }).safeParse({ environments }, { reportInput: true }).error;
}

/**
 * Merges the overlay of `environment` over the other keys. Without a name, the other keys are the environment. `file` is
 * the name in messages. Throws UserError 'usage', with the names, for an unknown one, and when the file needs a choice.
 */
export function chooseEnvironment(value: unknown, environment: string | undefined, file: string): Chosen {
  const { environments, ...base } = asMapping(value);
  const overlays = asMapping(environments);
  const names = Object.keys(overlays);
  if (environment === undefined) {
    if (names.length > 0 && !Object.hasOwn(base, 'environment' satisfies keyof Config)) {
      throw new UserError('usage', `${file} needs the name of an environment.`, {
        hint: `Add -e NAME, or set KC_EB_ENVIRONMENT. The names are: ${names.join(', ')}.`,
      });
    }
    return { value: environments === undefined ? value : base, placeOf: (path) => path };
  }
  if (!Object.hasOwn(overlays, environment)) {
    throw new UserError(
      'usage',
      `${file} has no environment ${environment}${suggestion(environment, names, '.')}`,
      {
        hint:
          names.length === 0
            ? `kc-eb init --add ${environment} adds it. Without -e and KC_EB_ENVIRONMENT, the whole file is one environment.`
            : `The names are: ${names.join(', ')}. kc-eb init --add ${environment} adds it.`,
      },
    );
  }
  const overlay = overlays[environment];
  return {
    value: deepMerge(base, overlay),
    placeOf: (path) => (isFrom(overlay, path) ? keyPath(environment, []).concat(path.map(String)) : path),
  };
}

/** True when the value at the path, or a value in place of its mapping, is in the overlay. */
function isFrom(overlay: unknown, path: Path): boolean {
  let node = overlay;
  for (const step of path) {
    if (!isMapping(node)) return true;
    if (!Object.hasOwn(node, step)) return false;
    node = node[step];
  }
  return true;
}

function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
