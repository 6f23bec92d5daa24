/** The documentation of one option: default, valid values, effect of a change. */

/** The effect of a change on running instances, in the words of DescribeConfigurationOptions. */
type ChangeSeverity = 'NoInterruption' | 'RestartApplicationServer' | 'RestartEnvironment';

/** The valid values of an option. */
export type Shape =
  | { integer: readonly [min: number, max: number] }
  /** `or`: another valid value. */
  | { decimal: readonly [min: number, max: number]; or?: string }
  | { oneOf: readonly string[] }
  /** From 1 to `most` values, separated by commas. */
  | { listOf: RegExp | readonly string[]; most?: number }
  /** An ISO 8601 duration (PT1H30M), in seconds. */
  | { duration: readonly [min: number, max: number] }
  /** `label`: the words of Beanstalk for a value that does not match. */
  | { regex: RegExp; label?: string }
  | { json: true };

export interface OptionRule {
  /** '' where AWS shows no default. */
  initial: string;
  severity: ChangeSeverity;
  /** undefined: any text. */
  value?: Shape;
  maxLength?: number;
  /** The reason why Local Beanstalk rejects an option that AWS has. */
  missing?: string;
}

export type OptionRules = Readonly<Record<string, OptionRule>>;

export const truth: Shape = { oneOf: ['true', 'false'] };
export const integer = (min: number, max: number): Shape => ({ integer: [min, max] });
export const oneOf = (...values: string[]): Shape => ({ oneOf: values });
export const port = integer(1, 65535);

const rule =
  (severity: ChangeSeverity) =>
  (initial = '', value?: Shape, maxLength?: number): OptionRule => ({
    ...{ initial, severity },
    ...(value !== undefined && { value }),
    ...(maxLength !== undefined && { maxLength }),
  });

export const keeps = rule('NoInterruption');
export const replaces = rule('RestartEnvironment');
export const restarts = rule('RestartApplicationServer');

/** An option of AWS without a place in Local Beanstalk. */
export function missing(why: string): OptionRule {
  return { initial: '', severity: 'NoInterruption', missing: why };
}
