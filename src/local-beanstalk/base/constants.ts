/** Where Local Beanstalk says it is. */
export const localRegion = 'us-east-1';
export const localAccount = '000000000000';
