/**
 * The record of the option settings that kc-eb has set, in Beanstalk's own bucket: Beanstalk returns values, not who set
 * them. Before a change, the record holds the present and the wanted settings, since either may hold when the run ends
 * there. After the change, it holds the wanted ones alone.
 */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { z } from 'zod';
import type { Target } from './target.ts';
import { isOwned } from './diff-settings.ts';

const setting = z.object({ Namespace: z.string(), OptionName: z.string(), Value: z.string() });
export type OwnSetting = z.infer<typeof setting>;

const record = z.object({ format: z.literal(1), settings: z.array(setting) });

/** Key of the record in the bucket that CreateStorageLocation names. */
export function ownSettingsKey({ application, environment }: Target): string {
  return `kc-eb/${application}/${environment}.settings.json`;
}

export function parseOwnSettings(text: string): OwnSetting[] {
  return record.parse(JSON.parse(text)).settings;
}

/** The text of the record: the same for the same settings in any order. */
export function ownSettingsText(settings: readonly OwnSetting[]): string {
  return `${JSON.stringify({ format: 1, settings: settings.toSorted(byName) }, undefined, 2)}\n`;
}

/** The settings outside the namespaces that kc-eb owns entirely. */
export function toOwn(settings: readonly ConfigurationOptionSetting[]): OwnSetting[] {
  return complete(settings.filter((one) => !isOwned(one)));
}

/** The settings without optional fields. */
export function complete(settings: readonly ConfigurationOptionSetting[]): OwnSetting[] {
  return settings.map(({ Namespace = '', OptionName = '', Value = '' }) => ({
    Namespace,
    OptionName,
    Value,
  }));
}

export function union(some: readonly OwnSetting[], others: readonly OwnSetting[]): OwnSetting[] {
  return [...new Map([...some, ...others].map((one) => [nameOf(one), one])).values()];
}

function byName(a: OwnSetting, b: OwnSetting): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf({ Namespace, OptionName, Value }: OwnSetting): string {
  return [Namespace, OptionName, Value].join(' ');
}
