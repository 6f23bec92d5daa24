import { type BeanstalkContext, reject } from './operation.ts';

/** Beanstalk's own message: https://github.com/ingenieux/beanstalker/issues/8 */
export function checkCombination(
  { strictness }: BeanstalkContext,
  input: {
    VersionLabel?: unknown;
    OptionSettings?: unknown[] | undefined;
    OptionsToRemove?: unknown[] | undefined;
  },
): void {
  const { VersionLabel, OptionSettings = [], OptionsToRemove = [] } = input;
  if (VersionLabel === undefined || OptionSettings.length + OptionsToRemove.length === 0) return;
  if (!strictness.has('combination-refused')) return;
  reject(
    'InvalidParameterCombination',
    'You cannot update the application version and make configuration updates at the same time',
  );
}
