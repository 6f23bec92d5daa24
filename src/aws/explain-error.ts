/** Explains AWS errors: a kind and a hint for known ones; other errors keep the service's message. */
import { awsErrorName, isThrottle } from '../base/aws-error.ts';
import { type ErrorKind, messageOf, UserError } from '../base/user-error.ts';
import { isUnreachable } from '../base/transient.ts';

const credentialsHint =
  'Set credentials as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID, aws sso login), or use --local.';
const keysHint =
  'Check the access key: it may be deleted, belong to another partition (China, GovCloud), or the region may be disabled in the account.';
const clockHint = "Set this machine's clock: AWS rejects requests that are minutes off.";
const permissionsHint = 'docs/aws.md lists the permissions that kc-eb needs.';
const expiredHint = 'The session token has expired: sign in again.';
const proxyHint =
  'A proxy or another program may have answered in place of AWS: check HTTPS_PROXY and AWS_ENDPOINT_URL.';

/** Only Local Beanstalk has this error: src/local-beanstalk/base/constants.ts. */
const localDiskError = 'LocalDiskError';
const diskHint = 'Make room on the disk of the project, then run the command again.';

interface Explanation {
  /** Names of errors, and codes of network errors. */
  names?: readonly string[];
  message?: RegExp;
  kind: ErrorKind;
  hint: string;
}

/** The first row whose names and message match counts. */
const known: readonly Explanation[] = [
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    names: ['RequestTimeTooSkewed', 'RequestExpired'],
    kind: 'credentials',
    hint: clockHint,
  },
  {
    names: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'AuthFailure'],
    message: /signature (expired|not yet current)/i,
    kind: 'credentials',
    hint: clockHint,
  },
  {
    names: ['CredentialsProviderError', 'TokenProviderError'],
    message: /\bsso\b|token is expired/i,
    kind: 'credentials',
    hint: 'Run aws sso login, with --profile as in AWS_PROFILE.',
  },
  { names: ['CredentialsProviderError'], kind: 'credentials', hint: credentialsHint },
  {
    names: ['TokenProviderError'],
    kind: 'credentials',
    hint: 'The SSO session has expired. Run aws sso login.',
  },
  { names: ['ExpiredToken', 'ExpiredTokenException'], kind: 'credentials', hint: expiredHint },
  {
    names: ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'AuthFailure'],
    kind: 'credentials',
    hint: keysHint,
  },
  {
    names: ['SignatureDoesNotMatch', 'InvalidSignatureException'],
    kind: 'credentials',
    hint: 'Check the secret access key: it does not belong to the access key.',
  },
  {
    names: [
      ...['AccessDenied', 'AccessDeniedException', 'InsufficientPrivilegesException'],
      'UnauthorizedOperation',
    ],
    kind: 'credentials',
    hint: permissionsHint,
  },
  {
    names: ['TooManyApplicationVersionsException'],
    kind: 'aws',
    hint: 'Delete old application versions, or set an application version lifecycle policy.',
  },
  {
    names: ['TooManyEnvironmentsException'],
    kind: 'aws',
    hint: 'Terminate an environment, or request a higher quota from AWS.',
  },
  {
    names: ['EndpointError'],
    kind: 'aws',
    hint: 'Check AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, and the same keys in ~/.aws/config.',
  },
  {
    names: ['OperationInProgressException'],
    kind: 'conflict',
    hint: 'Watch it with kc-eb events --follow, then run the command again.',
  },
  {
    message: /must be ready/i,
    kind: 'conflict',
    hint: 'Another operation holds the environment. Watch it with kc-eb events --follow.',
  },
];

/** Reasons why a request had no response, by the code of the error. */
const unreachable: readonly { codes: readonly string[]; hint: string }[] = [
  {
    codes: ['ECONNREFUSED'],
    hint: 'Nothing listens there: check AWS_ENDPOINT_URL, endpoint_url in ~/.aws/config, and the proxy.',
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    hint: 'The host name has no address: check region in kc-eb.yaml, AWS_ENDPOINT_URL, and the name server.',
  },
  {
    codes: [
      ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ],
    hint: 'A proxy that decrypts TLS has its own authority: set NODE_EXTRA_CA_CERTS to its certificate.',
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    hint: "The server's certificate is not valid: check AWS_ENDPOINT_URL and this machine's clock.",
  },
  {
    codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
    hint: 'The server does not speak TLS: an endpoint for plain HTTP starts with http://.',
  },
];

/** Returns a UserError for errors of AWS or of the network; other errors unchanged. */
export function explainAwsError(error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  if (error.name === localDiskError)
    return new UserError('local', error.message, { hint: diskHint, cause: error });
  const row = known.find(
    ({ names, message }) => (names?.includes(error.name) ?? true) && (message?.test(error.message) ?? true),
  );
  if (row !== undefined)
    return new UserError(row.kind, `AWS: ${error.message}`, { hint: row.hint, cause: error });
  return (
    noAnswer(error) ??
    unreadableAnswer(error) ??
    (awsErrorName(error) === undefined ? error : serviceError(error))
  );
}

function noAnswer(error: Error): UserError | undefined {
  const { code } = error as { code?: unknown };
  const row = unreachable.find(({ codes }) => codes.includes(String(code)));
  if (row === undefined && !isUnreachable(error)) return undefined;
  return new UserError('aws', `AWS cannot be reached: ${messageOf(error)}`, {
    hint: row?.hint ?? 'Check the network, the region and AWS_ENDPOINT_URL.',
    cause: error,
  });
}

/** The SDK gives this name to an answer without an error in AWS's format. */
const nameless = ['Unknown', 'UnknownError'];

/**
 * Explains an answer that the SDK cannot read. The parser's words do not help: the answer is not from the service. S3
 * answers HEAD without a body, also where it denies access.
 */
function unreadableAnswer(error: Error): UserError | undefined {
  const unread = error.message.includes('\n  Deserialization error:');
  if (!unread && !(nameless.includes(error.name) && awsErrorName(error) !== undefined)) return undefined;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (!unread && status === 403) {
    return new UserError('credentials', 'AWS: access denied (HTTP 403).', { hint: permissionsHint });
  }
  const hint =
    (status ?? 0) >= 500 ? `Run the command again. If it fails again: ${lowerFirst(proxyHint)}` : proxyHint;
  return new UserError('aws', `AWS: a response (HTTP ${status ?? '?'}) is not in AWS's format.`, { hint });
}

function serviceError(error: Error): UserError {
  return new UserError('aws', `AWS: ${error.name}: ${error.message}`, {
    cause: error,
    ...(isThrottle(error) && { hint: 'AWS limits the rate of calls. Run the command again in a minute.' }),
  });
}

function lowerFirst(text: string): string {
  return `${text[0]?.toLowerCase() ?? ''}${text.slice(1)}`;
}
