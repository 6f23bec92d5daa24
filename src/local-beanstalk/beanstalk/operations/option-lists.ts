/** Option settings in the shape of requests and answers. */
import { z } from 'zod';
import type { Settings } from '../store/records.ts';
import { type OptionKey, toRows, toSettings } from '../settings/settings.ts';
import { findProblems, type SettingLayers } from '../settings/validate-settings.ts';
import { reject } from './operation.ts';
import type { Output } from '../../http/query-protocol.ts';

export const optionSetting = z.object({
  Namespace: z.string(),
  OptionName: z.string(),
  Value: z.string().default(''),
});

export const optionKey = z.object({ Namespace: z.string(), OptionName: z.string() });

/** Throws AWS's error for the first problem. */
export function checkSettings(layers: SettingLayers, before?: SettingLayers): void {
  const problem = findProblems(layers, before)[0];
  if (problem === undefined) return;
  reject('ConfigurationValidationException', `Configuration validation exception: ${problem.message}`);
}

export function readSettings(rows: readonly z.output<typeof optionSetting>[]): Settings {
  return toSettings(
    rows.map(({ Namespace, OptionName, Value }) => ({
      namespace: Namespace,
      option: OptionName,
      value: Value,
    })),
  );
}

export function toKeys(rows: readonly z.output<typeof optionKey>[] = []): OptionKey[] {
  return rows.map(({ Namespace, OptionName }) => ({ namespace: Namespace, option: OptionName }));
}

export function toList(settings: Settings): Output[] {
  return toRows(settings).map(({ namespace: Namespace, option: OptionName, value }) => ({
    ...{ Namespace, OptionName },
    ...(value !== '' && { Value: value }),
  }));
}
