/** Names that the cases of several operations share. "$prod" stands for a random id. */
export const stacks = ['4.13.7', '4.9.1'].map(
  (version) => `64bit Amazon Linux 2023 v${version} running Docker`,
);
const platformArns = ['4.13.7', '4.9.1'].map(
  (version) =>
    `arn:aws:elasticbeanstalk:us-east-1::platform/Docker running on 64bit Amazon Linux 2023/${version}`,
);
export const [stack, olderStack] = stacks;
export const [platform, olderPlatform] = platformArns;
export const application = { ApplicationName: 'id' };
export const environment = { EnvironmentName: 'id-prod', EnvironmentId: '$prod' };
export const noEnvironment = { EnvironmentName: 'id-none', EnvironmentId: 'e-none' };
export const byKey = [{ input: environment, other: noEnvironment }];
const applicationArns = ['id', 'other'].map(
  (name) => `arn:aws:elasticbeanstalk:us-east-1:000000000000:application/${name}`,
);
export const [applicationArn, otherArn] = applicationArns;
