/** Instance profiles of environments. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/iam-instanceprofile.html */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Harness, settings } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
  harness.profiles.set('own', { role: 'own' }).set('empty', {});
});
afterEach(() => harness.end());

async function statusAndErrors(): Promise<[string | undefined, (string | undefined)[]]> {
  const { Environments = [] } = await harness.client.describeEnvironments({});
  const { Events = [] } = await harness.client.describeEvents({ Severity: 'ERROR' });
  return [Environments[0]?.Status, Events.map(({ Message }) => Message).reverse()];
}

test.each([
  'own',
  'arn:aws:iam::000000000000:instance-profile/a/path/own',
  // The one that kc-eb and the EB CLI use by default.
  'aws-elasticbeanstalk-ec2-role',
])('%s launches', async (profile) => {
  await harness.createEnvironment({ IamInstanceProfile: profile });
  expect(await statusAndErrors()).toEqual(['Ready', []]);
});

test.each([
  ['other', 'does not exist.'],
  ['arn:aws:iam::000000000000:instance-profile/other', 'does not exist.'],
  ['arn:aws:iam::000000000000:role/own', 'is invalid.'],
  ['empty', 'has no role. Please attach a role to the instance profile.'],
])('%s ends the launch', async (profile, why) => {
  await harness.createEnvironment({ IamInstanceProfile: profile });
  expect(await statusAndErrors()).toEqual([
    'Terminated',
    [
      `The instance profile ${profile} associated with the environment ${why}`,
      'Failed to launch environment.',
    ],
  ]);
});

test('an update to an unknown one changes no instance', async () => {
  await harness.createEnvironment({ IamInstanceProfile: 'own' });
  const before = Object.keys(await harness.versions());
  const messages = await harness.update({ OptionSettings: settings({ IamInstanceProfile: 'other' }) });
  expect(messages.slice(-3)).toEqual([
    'The instance profile other associated with the environment does not exist.',
    'Failed to deploy configuration.',
    'The environment was reverted to the previous configuration setting.',
  ]);
  expect(Object.keys(await harness.versions())).toEqual(before);
});
