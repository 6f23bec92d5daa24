/** The region and account of everything in Local Beanstalk. */
export const localRegion = 'us-east-1';
export const localAccount = '000000000000';
