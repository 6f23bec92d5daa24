/** The made-up keys of Local Beanstalk. It accepts no others, and AWS rejects these. */
export const localCredentials = {
  accessKeyId: 'KCEBLOCALBEANSTALK00',
  secretAccessKey: 'local-beanstalk-not-a-secret',
};

/** Environment variables that point any AWS client at Local Beanstalk, as one line for a shell. */
export function clientVariables(endpoint: string): string[] {
  return [
    `AWS_ENDPOINT_URL=${endpoint}`,
    `AWS_ACCESS_KEY_ID=${localCredentials.accessKeyId}`,
    `AWS_SECRET_ACCESS_KEY=${localCredentials.secretAccessKey}`,
  ];
}
