/** The one door of an operation's input, in every protocol: a parameter is honoured or rejected, never ignored. */
import type { z } from 'zod';
import { isPlain } from '../base/dictionary.ts';
import { describeViolations } from './describe-violations.ts';
import { ServiceError } from './service.ts';

/**
 * Returns the input as the schema describes it. Throws an error of that code in AWS's words for an invalid one, and for a
 * member that the schema lacks: AWS may honour it, Local Beanstalk would not.
 */
export function checkInput<T extends z.ZodType>(schema: T, input: unknown, code: string): z.output<T> {
  const result = schema.safeParse(input);
  if (!result.success) throw new ServiceError(code, describeViolations(result.error, input));
  const dropped = droppedMembers(input, result.data);
  if (dropped.length === 0) return result.data;
  throw new ServiceError(code, `Local Beanstalk does not support the parameter ${dropped.join(', ')}.`);
}

/** Paths of the members that a schema stripped. */
function droppedMembers(input: unknown, output: unknown, path = ''): string[] {
  if (Array.isArray(input) && Array.isArray(output)) {
    return input.flatMap((item, index) => droppedMembers(item, output[index], `${path}[${index}]`));
  }
  if (!isPlain(input) || !isPlain(output)) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    if (value === undefined || value === null) return [];
    return Object.hasOwn(output, name) ? droppedMembers(value, output[name], at) : [at];
  });
}
