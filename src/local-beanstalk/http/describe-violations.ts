/** Describes invalid input of an operation in AWS's words. */
import type { z } from 'zod';

/** E.g. "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: …". */
export function describeViolations(error: z.ZodError, input: unknown): string {
  const problems = error.issues.map((issue) => {
    const value = valueAt(input, issue.path);
    const shown =
      value === undefined ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
    const path = issue.path.map(String).join('.');
    const name = path.charAt(0).toLowerCase() + path.slice(1);
    return `Value ${shown} at '${name}' failed to satisfy constraint: ${constraint(issue, value === undefined)}`;
  });
  const noun = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  return `${noun} detected: ${problems.join('; ')}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[name] : undefined,
    input,
  );
}

function constraint(issue: z.core.$ZodIssue, absent: boolean): string {
  if (absent) return 'Member must not be null';
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const [what, bound] =
      issue.code === 'too_small'
        ? ['greater than or equal to', issue.minimum]
        : ['less than or equal to', issue.maximum];
    return `Member must have ${issue.origin === 'string' ? 'length' : 'value'} ${what} ${String(bound)}`;
  }
  if (issue.code === 'invalid_value')
    return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  return issue.message;
}
