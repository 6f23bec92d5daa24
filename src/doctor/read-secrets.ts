/** Reads each secret of the deployment as its instances do, and drops the value. */
import { awsErrorName } from '../base/aws-error.ts';
import { messageOf } from '../base/user-error.ts';
import { isJsonObject, splitSecretArn, UnusableSecret } from '../base/secret-text.ts';
import { environmentProperties, ownProperties } from '../config/environment-properties.ts';
import type { Config } from '../config/schema.ts';
import type { Deps } from '../ports.ts';
import { readingAfter } from './attempt.ts';
import type { Reading, SecretFacts, SecretState } from './check.ts';

export function readSecrets(deps: Deps, config: Config, caller: Reading<unknown>): Promise<SecretFacts[]> {
  const passwords = ownProperties(config).secrets;
  const pairs = Object.entries(environmentProperties(config).secrets);
  return Promise.all(
    pairs.map(async ([variable, arn]) => ({
      ...{ variable, arn, isPassword: Object.hasOwn(passwords, variable) },
      state: await readingAfter(caller, () => stateOf(deps, arn)),
    })),
  );
}

async function stateOf(deps: Deps, arn: string): Promise<SecretState> {
  try {
    const secret = await deps.aws.secret(arn);
    const hasKey = splitSecretArn(arn).key !== undefined;
    return !hasKey && isJsonObject(secret.reveal()) ? 'json' : 'text';
  } catch (error) {
    if (error instanceof UnusableSecret) return error.reason;
    const name = awsErrorName(error) ?? '';
    if (['ResourceNotFoundException', 'ParameterNotFound'].includes(name)) return 'absent';
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    if (name === 'InvalidRequestException' && /deletion/i.test(messageOf(error))) return 'deleted';
    throw error;
  }
}
