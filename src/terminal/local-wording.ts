/**
 * Words of a local run. A pasted command of the AWS CLI would act on the account. So each message with one has its own
 * row.
 */
const restart = 'Run kc-eb local stop, then kc-eb local start.';
const look = 'Run kc-eb local status: it prints whether Local Beanstalk runs, and where.';

const rows: readonly (readonly [RegExp, string])[] = [
  [/Set credentials as for the AWS CLI \([^)]*\), or use --local\./, restart],
  [/Run aws sso login, with --profile as in AWS_PROFILE\./, restart],
  [/The SSO session has expired\. Run aws sso login\./, restart],
  [/AWS_PROFILE names a profile of [^:]*: aws configure list-profiles lists them\./, restart],
  [/Run aws sts get-caller-identity --profile \S+ for the reason, and correct the profile\./, restart],
  [
    /A proxy or another program may have answered in place of AWS: check HTTPS_PROXY and AWS_ENDPOINT_URL\./i,
    look,
  ],
  [
    /Check AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, and [^.]*\.aws\/config\./,
    look,
  ],
  [/Nothing listens there: check AWS_ENDPOINT_URL, endpoint_url in ~\/\.aws\/config, and the proxy\./, look],
  [/The host name has no address: check [^:]*AWS_ENDPOINT_URL, and the name server\./, look],
  [/The server's certificate is not valid: check AWS_ENDPOINT_URL and this machine's clock\./, look],
  [/Check the network, the region and AWS_ENDPOINT_URL\./, look],
  [/Correct AWS_ENDPOINT_URL, [^:]*: it starts with https:\/\/ or http:\/\/\./, look],
  [/, or request a higher quota from AWS\./, '.'],
  [/Run aws secretsmanager restore-secret --secret-id \S+( --region \S+)?, or set [^.]*\./, restart],
  [
    /Store the value again as text: aws secretsmanager put-secret-value --secret-string\./,
    'Store the value again as text.',
  ],
  [/Run aws elasticbeanstalk update-environment [^;]*;/, 'Run kc-eb terminate, then kc-eb deploy;'],
  [/Add one: aws iam [^(]*\([^)]*\)\./, restart],
  [/Allow sts:AssumeRole for this service: aws iam [^(]*\([^)]*\)\./, restart],
  [/; aws elasticbeanstalk abort-environment-update [^;.]* stops an update/, ''],
  [
    /Delete it \(aws elasticbeanstalk delete-application-version [^)]*\) and run kc-eb deploy again\./,
    'Run kc-eb local reset, then kc-eb local start and kc-eb deploy.',
  ],
  [/The console of Beanstalk creates one, its API does not\./, 'kc-eb local start creates one.'],
  [/; a deployment to AWS will fail/, '; --local replaces it'],
  [/The AWS SDK\b/, 'The SDK'],
  // Types of CloudFormation (AWS::…) and the AWS JDBC wrapper are names.
  [/(?<![./])\bAWS\b(?!::| JDBC)/, 'Local Beanstalk'],
];

/** Texts may be wrapped: a space in a row is any space in the text. */
const patterns = rows.map(
  ([{ source, flags }, text]) => [new RegExp(source.replaceAll(' ', '\\s+'), `g${flags}`), text] as const,
);

/** Replaces what a message names of AWS. */
export function withoutAws(text: string): string {
  return patterns.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
