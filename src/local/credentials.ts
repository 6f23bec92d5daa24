/** The made-up keys of Local Beanstalk; it accepts no others, and AWS knows them not. */
export const localCredentials = {
  accessKeyId: 'KCEBLOCALBEANSTALK00',
  secretAccessKey: 'local-beanstalk-not-a-secret',
};
