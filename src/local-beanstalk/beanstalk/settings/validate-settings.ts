/** Checks option settings for CreateEnvironment, UpdateEnvironment and ValidateConfigurationSettings. */
import type { OptionRule } from './option-table.ts';
import type { Settings } from '../store/records.ts';
import { effectiveSettings, type OptionKey, ruleOf, secretsNamespace } from './settings.ts';

export interface SettingProblem extends OptionKey {
  message: string;
}

const maxNameLength = 128;
const arn = /^arn:[\w-]+:(secretsmanager|ssm):[^:]*:\d*:.+/;

/** `settings`: the new ones, without the defaults. */
export function findProblems(layers: { settings: Settings; bundleSettings: Settings }): SettingProblem[] {
  const all = [...entries(layers.bundleSettings), ...entries(layers.settings)];
  return [...all.flatMap(problemsOfOne), ...problemsBetween(effectiveSettings(layers))];
}

type Entry = OptionKey & { value: string };

function entries(settings: Settings): Entry[] {
  return Object.entries(settings).flatMap(([namespace, options]) =>
    Object.entries(options).map(([option, value]) => ({ namespace, option, value })),
  );
}

function problemsOfOne({ namespace, option, value }: Entry): SettingProblem[] {
  const where = `(Namespace: '${namespace}', OptionName: '${option}')`;
  const problem = (message: string): SettingProblem[] => [{ namespace, option, message }];
  const rule = ruleOf({ namespace, option });
  if (rule === undefined) {
    return problem(`Invalid option specification ${where}: Unknown configuration setting.`);
  }
  const wrong = valueProblem(rule, value);
  if (wrong !== undefined) return problem(`Invalid option value: '${value}' ${where}: ${wrong}`);
  if (option.length > maxNameLength) {
    return problem(
      `Invalid option specification ${where}: The name is longer than ${maxNameLength} characters.`,
    );
  }
  if (namespace === secretsNamespace && !arn.test(value)) {
    return problem(
      `Invalid option value: '${value}' ${where}: Must be the ARN of a Secrets Manager secret or an SSM parameter.`,
    );
  }
  if (option === 'DeploymentPolicy' && value === 'TrafficSplitting') {
    return problem(
      `Invalid option value: '${value}' ${where}: Local Beanstalk does not support this policy.`,
    );
  }
  return [];
}

function valueProblem({ value: shape }: OptionRule, value: string): string | undefined {
  if (shape === undefined || value === '') return undefined;
  if ('oneOf' in shape) {
    const known = shape.oneOf.some((one) => one.toLowerCase() === value.toLowerCase());
    return known ? undefined : `Value must be one of: ${shape.oneOf.join(', ')}`;
  }
  const [min, max] = shape.integer;
  const inside = /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
  return inside ? undefined : `Value must be an integer from ${min} to ${max}`;
}

function problemsBetween(settings: Settings): SettingProblem[] {
  const { MinSize = '', MaxSize = '' } = settings['aws:autoscaling:asg'] ?? {};
  const { MinInstancesInService: inService = '' } = settings[rollingUpdate] ?? {};
  return [
    ...(Number(MinSize) <= Number(MaxSize)
      ? []
      : [
          invalid(
            { namespace: 'aws:autoscaling:asg', option: 'MinSize' },
            MinSize,
            `MinSize must not be greater than MaxSize ('${MaxSize}').`,
          ),
        ]),
    // Beanstalk's own message: https://github.com/aws/aws-elastic-beanstalk-cli/issues/74
    ...(inService === '' || Number(inService) < Number(MaxSize)
      ? []
      : [
          invalid(
            { namespace: rollingUpdate, option: 'MinInstancesInService' },
            inService,
            `The minimum instances in service for rolling updates (${inService}) should be less than the maximum instance count for the Autoscaling group (${MaxSize}).`,
          ),
        ]),
  ];
}

const rollingUpdate = 'aws:autoscaling:updatepolicy:rollingupdate';

function invalid({ namespace, option }: OptionKey, value: string, why: string): SettingProblem {
  const where = `(Namespace: '${namespace}', OptionName: '${option}')`;
  return { namespace, option, message: `Invalid option value: '${value}' ${where}: ${why}` };
}
