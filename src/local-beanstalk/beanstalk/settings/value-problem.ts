/** Compares a value with what Beanstalk documents for its option. */
import type { OptionRule, Shape } from './options/rule.ts';

/** Returns why the value is invalid, in Beanstalk's words where a public log shows them. '' is always valid. */
export function valueProblem({ value: shape, maxLength }: OptionRule, value: string): string | undefined {
  if (value === '') return undefined;
  if (maxLength !== undefined && value.length > maxLength) {
    return `Value must have at most ${maxLength} characters`;
  }
  return shape === undefined ? undefined : misfit(shape, value);
}

function misfit(shape: Shape, value: string): string | undefined {
  if ('oneOf' in shape) return isOneOf(shape.oneOf, value) ? undefined : notAllowed(shape.oneOf);
  if ('integer' in shape) {
    const [min, max] = shape.integer;
    return /^\d+$/.test(value) && inside(Number(value), shape.integer)
      ? undefined
      : `Value must be an integer from ${min} to ${max}`;
  }
  if ('decimal' in shape) {
    const [min, max] = shape.decimal;
    const valid = /^\d+(\.\d+)?$/.test(value) && inside(Number(value), shape.decimal);
    return valid || value === shape.or ? undefined : `Value must be a number from ${min} to ${max}`;
  }
  if ('duration' in shape) {
    const [min, max] = shape.duration;
    const seconds = readDuration(value);
    return seconds !== undefined && inside(seconds, shape.duration)
      ? undefined
      : `Value must be an ISO 8601 duration from ${min} to ${max} seconds`;
  }
  if ('listOf' in shape) return listMisfit(shape, value);
  if ('regex' in shape) {
    const { regex, label } = shape;
    const words = `Value does not satisfy regex: '${regex.source}'`;
    return regex.test(value) ? undefined : `${words}${label === undefined ? '' : ` [${label}]`}`;
  }
  return isJson(value) ? undefined : 'Value must be a JSON document';
}

function listMisfit({ listOf, most = Infinity }: Extract<Shape, { listOf: unknown }>, value: string) {
  const items = value.split(',').map((item) => item.trim());
  if (items.length > most) return `Value must have at most ${most} items`;
  if (!(listOf instanceof RegExp)) {
    return items.every((item) => listOf.includes(item)) ? undefined : notAllowed(listOf);
  }
  return items.every((item) => listOf.test(item))
    ? undefined
    : `Each item must satisfy regex: '${listOf.source}'`;
}

function isOneOf(values: readonly string[], value: string): boolean {
  return values.some((one) => one.toLowerCase() === value.toLowerCase());
}

function notAllowed(values: readonly string[]): string {
  return `Value is not one of the allowed values: [${values.join(', ')}]`;
}

function inside(value: number, [min, max]: readonly [number, number]): boolean {
  return value >= min && value <= max;
}

/** Seconds of PT#H#M#S. */
function readDuration(text: string): number | undefined {
  const parts = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
  if (parts === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
