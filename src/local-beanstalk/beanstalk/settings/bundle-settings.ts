/** The option_settings of .ebextensions/*.config. */
import { z } from 'zod';
import type { SourceBundle } from '../../instances/bundle.ts';
import { parseConfigFile } from '../../instances/ebextensions.ts';
import type { Settings } from '../store/records.ts';
import { overlay, toSettings } from './settings.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** Both forms of https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions-optionsettings.html */
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
      toSettings(rows.map(({ namespace, option_name: option, value }) => ({ namespace, option, value }))),
    ),
  z.record(z.string(), z.record(z.string(), scalar)),
]);

const configFile = z
  .looseObject({ option_settings: optionSettings.default({}) })
  .default({ option_settings: {} });

/** Later files win, in the order of their names. Throws DeploymentFailure with the path of an invalid file. */
export function readBundleSettings({ extensions }: Pick<SourceBundle, 'extensions'>): Settings {
  return [...extensions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => parseConfigFile(path, text, configFile).option_settings)
    .reduce(overlay, {});
}
