/** Environment properties and secrets, as Beanstalk writes them to .env. */
import { isPlain, lookUp } from '../../base/dictionary.ts';
import { DeploymentFailure } from '../../base/ports.ts';
import type { Plan } from './settings.ts';

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html */
const maxBytes = 4096;

/** Beanstalk passes all properties to CloudFormation in one parameter: key=value pairs, separated by commas. */
export function variablesTooLong({ properties, secrets }: Pick<Plan, 'properties' | 'secrets'>): boolean {
  const pairs = Object.entries({ ...properties, ...secrets }).map(([name, value]) => `${name}=${value}`);
  return Buffer.byteLength(pairs.join(',')) > maxBytes;
}

/**
 * Resolves secrets on the instance: a wrong ARN fails the deployment, not the API call. The key of a JSON secret follows
 * its ARN after a colon. Throws DeploymentFailure.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.env-vars.html
 */
export function resolveVariables(
  { properties, secrets }: Pick<Plan, 'properties' | 'secrets'>,
  valueOf: (arn: string) => string | undefined,
): Record<string, string> {
  const resolved = Object.entries(secrets).map(([name, arn]) => [name, resolveSecret(name, arn, valueOf)]);
  return { ...properties, ...(Object.fromEntries(resolved) as Record<string, string>) };
}

function resolveSecret(name: string, arn: string, valueOf: (arn: string) => string | undefined): string {
  const parts = arn.split(':');
  const key = parts[2] === 'ssm' ? undefined : parts[7];
  const value = valueOf(key === undefined ? arn : parts.slice(0, 7).join(':'));
  if (value === undefined) throw unreadable(name, arn, 'ResourceNotFoundException: secret not found');
  if (key === undefined) return value;
  const found = readKey(value, key);
  if (found === undefined) throw unreadable(name, arn, `the secret has no text for the key ${key}`);
  return found;
}

function readKey(text: string, key: string): string | undefined {
  try {
    const members: unknown = JSON.parse(text);
    const value = isPlain(members) ? lookUp(members, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    // The parser's message would quote the secret.
    return undefined;
  }
}

function unreadable(name: string, arn: string, why: string): DeploymentFailure {
  return new DeploymentFailure(
    'GetEnvironmentSecrets',
    `Failed to get the value of ${name} from ${arn}: ${why}.`,
    [],
  );
}
