/** Checks option settings for CreateEnvironment, UpdateEnvironment and ValidateConfigurationSettings. */
import type { Settings } from '../store/records.ts';
import { problemsBetween, problemsOfChange } from './cross-rules.ts';
import { type OptionKey, propertiesNamespace, ruleOf, secretsNamespace } from './option-table.ts';
import { canonicalSettings, overlay, type Row, toRows } from './settings.ts';
import { valueProblem } from './value-problem.ts';

export interface SettingProblem extends OptionKey {
  message: string;
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html */
const maxNameLength = 128;
const propertyName = /^[\w.:/+\\@-]+$/;
const arn = /^arn:[\w-]+:(secretsmanager|ssm):[^:]*:\d*:.+/;

export interface SettingLayers {
  settings: Settings;
  bundleSettings: Settings;
}

/** `layers`: the new settings, without the defaults. `before`: those of an environment that exists. */
export function findProblems(layers: SettingLayers, before?: SettingLayers): SettingProblem[] {
  const all = [...toRows(layers.bundleSettings), ...toRows(layers.settings)];
  const given = overlay(layers.bundleSettings, layers.settings);
  const settings = canonicalSettings(layers);
  const between = [
    ...problemsBetween({ settings, given }),
    ...(before === undefined ? [] : problemsOfChange(canonicalSettings(before), settings)),
  ];
  return [
    ...all.flatMap(problemsOfOne),
    ...between.map(({ value, why, ...key }) => invalid(key, value, why)),
  ];
}

function problemsOfOne({ value, ...key }: Row): SettingProblem[] {
  const { namespace, option } = key;
  const rule = ruleOf(key);
  if (rule === undefined) return [unusable(key, 'Unknown configuration setting.')];
  if (rule.missing !== undefined) return [unusable(key, rule.missing)];
  const wrong = valueProblem(rule, value);
  if (wrong !== undefined) return [invalid(key, value, wrong)];
  if (option.length > maxNameLength) {
    return [unusable(key, `The name is longer than ${maxNameLength} characters.`)];
  }
  if ([propertiesNamespace, secretsNamespace].includes(namespace) && !propertyName.test(option)) {
    return [unusable(key, 'The name contains a character that is not allowed.')];
  }
  if (namespace === secretsNamespace && !arn.test(value)) {
    return [invalid(key, value, 'Must be the ARN of a Secrets Manager secret or an SSM parameter.')];
  }
  return [];
}

function unusable({ namespace, option }: OptionKey, why: string): SettingProblem {
  const where = `(Namespace: '${namespace}', OptionName: '${option}')`;
  return { namespace, option, message: `Invalid option specification ${where}: ${why}` };
}

function invalid({ namespace, option }: OptionKey, value: string, why: string): SettingProblem {
  const where = `(Namespace: '${namespace}', OptionName: '${option}')`;
  return { namespace, option, message: `Invalid option value: '${value}' ${where}: ${why}` };
}
