/** The region and account of everything in Local Beanstalk. */
export const localRegion = 'us-east-1';
export const localAccount = '000000000000';

/** The code of an error that AWS does not have: this machine's disk is the cause. */
export const diskError = 'LocalDiskError';

/** The instance profile that every account had; here it needs no record in IAM. */
export const defaultProfile = 'aws-elasticbeanstalk-ec2-role';
