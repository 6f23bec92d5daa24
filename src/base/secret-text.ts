/** The text that a secret gives to a variable. */
import { UserError } from './user-error.ts';

/** `binary`: without text. `not-json` and `no-key`: the ARN ends with a key that the secret does not have as text. */
export type UnusableReason = 'binary' | 'not-json' | 'no-key';

/** A secret that exists and gives no value; no message quotes it. */
export class UnusableSecret extends UserError {
  readonly reason: UnusableReason;

  constructor(reason: UnusableReason, message: string, hint: string) {
    super('usage', message, { hint });
    this.reason = reason;
  }
}

export const keyHint = 'End the ARN with a top-level key whose value is a string.';
export const binaryHint =
  'Store the value again as text: aws secretsmanager put-secret-value --secret-string.';

/**
 * Splits Beanstalk's form of one key of a JSON secret: the secret's ARN, a colon, the key.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.env-vars.html
 */
export function splitSecretArn(arn: string): { secretId: string; key: string | undefined } {
  const parts = arn.split(':');
  return { secretId: parts.slice(0, 7).join(':'), key: parts[7] };
}

/** Throws UnusableSecret. `text`: SecretString of Secrets Manager; undefined for a binary secret. */
export function secretText(arn: string, text: string | undefined): string {
  if (text === undefined) throw new UnusableSecret('binary', `Secret is binary: ${arn}.`, binaryHint);
  const { key } = splitSecretArn(arn);
  if (key === undefined) return text;
  const fields = readFields(text);
  if (fields === undefined) throw new UnusableSecret('not-json', `Secret is not JSON: ${arn}.`, keyHint);
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (typeof value === 'string') return value;
  throw new UnusableSecret('no-key', `Secret has no text value under its key: ${arn}.`, keyHint);
}

/** Recognizes a JSON object, such as the secret that RDS manages: its value as a whole is not a password. */
export function isJsonObject(text: string): boolean {
  return readFields(text) !== undefined;
}

function readFields(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // The parser's own message would quote the secret.
    return undefined;
  }
}
