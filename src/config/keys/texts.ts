/** Texts of kc-eb.yaml that reach files: a Dockerfile, .env, YAML, nginx. None of them may hold a second line. */
import { z } from 'zod';

/** Text in quotes: YAML reads 007 as 7 and no as false. */
export const text = z.string({ error: 'must be text: put it in quotes' });

/** Control characters, halves of characters, and the line ends of Unicode. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

const lineProblem = 'must be one line, without control characters';

export const oneLine = text.refine((value) => !unprintable.test(value), lineProblem);

/**
 * A value in .env, which Beanstalk writes: Docker Compose drops blanks at its ends.
 * https://docs.docker.com/compose/how-tos/environment-variables/env-file/
 */
export const variableValue = oneLine.refine(
  (value) => value === value.trim(),
  'must not begin or end with a blank: Docker Compose drops it',
);

/** An ARN that names one secret or parameter; `:key` at its end chooses a key of a JSON secret. */
export const secretArn = z
  .string()
  .regex(
    /^arn:[\w-]+:(secretsmanager|ssm):[\w:/.+=@-]+$/,
    'must be the ARN of a Secrets Manager secret or an SSM parameter, not the password itself',
  );

/** A name in `features`, with or without a version: "passkeys", "login:v1". */
export const featureName = text.regex(
  /^[A-Za-z][\w-]*(:v\d+)?$/,
  'must be a feature such as passkeys or login:v1',
);

/** An id of EC2, e.g. "subnet-0123456789abcdef0". */
export function idOf(kind: 'subnet' | 'vpc') {
  return z
    .string()
    .regex(new RegExp(`^${kind}-[0-9a-z]+$`), `must be an id such as ${kind}-0123456789abcdef0`);
}

/** The name or the ARN of an instance profile or of a role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const roleName = z.string().regex(/^[\w+=,.@:/-]+$/, 'must be a name or an ARN');
