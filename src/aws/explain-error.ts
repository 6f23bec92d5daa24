/** Explains AWS errors: a kind and a hint for known names; other errors keep the service's message. */
import { awsErrorName } from '../base/aws-error.ts';
import { type ErrorKind, messageOf, UserError } from '../base/user-error.ts';
import { isUnreachable } from '../base/transient.ts';

const credentialsHint =
  'Set credentials as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID, aws sso login), or use --local.';

const known: Record<string, { kind: ErrorKind; hint: string }> = {
  CredentialsProviderError: { kind: 'credentials', hint: credentialsHint },
  TokenProviderError: { kind: 'credentials', hint: 'The SSO session has expired. Run aws sso login.' },
  ExpiredToken: { kind: 'credentials', hint: 'The session token has expired: sign in again.' },
  ExpiredTokenException: { kind: 'credentials', hint: 'The session token has expired: sign in again.' },
  InvalidClientTokenId: { kind: 'credentials', hint: credentialsHint },
  UnrecognizedClientException: { kind: 'credentials', hint: credentialsHint },
  SignatureDoesNotMatch: { kind: 'credentials', hint: credentialsHint },
  AccessDenied: { kind: 'credentials', hint: 'README.md lists the permissions kc-eb needs.' },
  AccessDeniedException: { kind: 'credentials', hint: 'README.md lists the permissions kc-eb needs.' },
  InsufficientPrivilegesException: {
    kind: 'credentials',
    hint: 'README.md lists the permissions kc-eb needs.',
  },
  TooManyApplicationVersionsException: {
    kind: 'aws',
    hint: 'Delete old application versions, or set an application version lifecycle policy.',
  },
  TooManyEnvironmentsException: {
    kind: 'aws',
    hint: 'Terminate an environment, or request a higher quota from AWS.',
  },
  EndpointError: {
    kind: 'aws',
    hint: 'Check AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, and the same keys in ~/.aws/config.',
  },
  OperationInProgressException: {
    kind: 'conflict',
    hint: 'Watch it with kc-eb events --follow, then run the command again.',
  },
};

/** Returns a UserError for errors of AWS or of the network; other errors unchanged. */
export function explainAwsError(error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const row = known[error.name];
  if (row !== undefined)
    return new UserError(row.kind, `AWS: ${error.message}`, { hint: row.hint, cause: error });
  if (/must be ready/i.test(error.message)) {
    return new UserError('conflict', `AWS: ${error.message}`, {
      hint: 'Another operation holds the environment. Watch it with kc-eb events --follow.',
      cause: error,
    });
  }
  if (isUnreachable(error)) {
    return new UserError('aws', `AWS cannot be reached: ${messageOf(error)}`, {
      hint: 'Check the network, the region and AWS_ENDPOINT_URL.',
      cause: error,
    });
  }
  const unreadable = unreadableAnswer(error);
  if (unreadable !== undefined) return unreadable;
  const name = awsErrorName(error);
  if (name === undefined) return error;
  return new UserError('aws', `AWS: ${name}: ${error.message}`, { cause: error });
}

/** Explains the parser's error, which the SDK passes on with a note for programmers at its end. */
function unreadableAnswer(error: Error): UserError | undefined {
  const [message = '', note] = error.message.split('\n  Deserialization error:');
  if (note === undefined) return undefined;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return new UserError('aws', `AWS: a response (HTTP ${status ?? '?'}) is not in AWS's format: ${message}`, {
    hint: 'A proxy or another program may have answered in place of AWS: check HTTPS_PROXY and AWS_ENDPOINT_URL.',
    cause: new Error(message),
  });
}
