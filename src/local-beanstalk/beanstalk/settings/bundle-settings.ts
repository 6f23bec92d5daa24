/** What .ebextensions/*.config say to Beanstalk itself: their option_settings. */
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../../base/user-error.ts';
import type { SourceBundle } from '../../instances/bundle.ts';
import { DeploymentFailure } from '../../base/ports.ts';
import type { Settings } from '../store/records.ts';
import { overlay } from './settings.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions-optionsettings.html: both of its forms. */
const optionSettings = z.union([
  z
    .array(
      z.object({
        namespace: z.string().default('aws:elasticbeanstalk:application:environment'),
        option_name: z.string(),
        value: scalar,
      }),
    )
    .transform((rows) =>
      rows.reduce<Settings>(
        (settings, { namespace, option_name, value }) =>
          overlay(settings, { [namespace]: { [option_name]: value } }),
        {},
      ),
    ),
  z.record(z.string(), z.record(z.string(), scalar)),
]);

const configFile = z.looseObject({ option_settings: optionSettings.default({}) });

/** Later files win, in the order of their names. Throws DeploymentFailure naming the file. */
export function readBundleSettings({ extensions }: Pick<SourceBundle, 'extensions'>): Settings {
  return [...extensions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => readOne(path, text))
    .reduce(overlay, {});
}

function readOne(path: string, text: string): Settings {
  try {
    return configFile.parse(parse(text, { logLevel: 'error' }) ?? {}).option_settings;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new DeploymentFailure('.ebextensions', `${path} is not a valid configuration file: ${why}`);
  }
}
